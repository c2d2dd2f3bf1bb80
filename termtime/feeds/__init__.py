"""Private calendar addresses: what somebody's calendar holds, written as iCalendar, and served to whoever has the address."""
