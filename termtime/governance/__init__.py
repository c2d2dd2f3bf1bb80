"""What a trust owes the people whose data it keeps: everything held about one person, put together for them."""
