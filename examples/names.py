"""Given and family names as varied as those of English schools; the example trust draws on them."""

from __future__ import annotations

FIRST_NAMES = tuple(
    """
    Aaliyah Aaron Abigail Adam Adele Agnieszka Ahmed Aisha Alan Alexander Alice Amara Amelia Amir Amy Andrew Angela
    Anil Anjali Anna Arjun Asha Ayesha Barbara Beatrice Ben Bethan Blessing Callum Carol Charlotte Chidi Chloe
    Christine Ciaran Claire Clive Comfort Dafydd Dalia Darren Deborah Deepa Dev Diana Dominic Ebony Edward Efua
    Eleanor Elijah Elizabeth Ella Emeka Emily Emma Ewa Ezra Faisal Fatima Felicity Fiona Francesca Funmi Gareth
    Gemma George Gillian Gloria Graham Gurpreet Hamza Harriet Harry Hassan Heather Hugh Ibrahim Imani Ines Isaac
    Isabel Isla Jacob Jade James Jamila Jane Janet Jasmine Jason Javed Jennifer Joan Joel John Jonathan Joshua Joy
    Judith Julia Karen Karim Katarzyna Kate Kavita Keith Kemi Kieran Kirsty Kwame Laila Laura Lauren Leon Lewis
    Linda Louise Lucy Luke Lydia Maeve Malik Manjit Marcus Maria Mark Mary Maryam Matthew Maya Meera Megan Mei
    Michael Mohammed Molly Monica Musa Nadine Naomi Natalie Nathan Neha Niamh Nicola Nikhil Noah Nuala Oliver Olivia
    Omar Oscar Owen Pamela Patrick Paul Paula Philip Phoebe Rajesh Rebecca Reuben Rhys Robert Rosa Rosie Rowan Ruth
    Sadia Saffron Salma Sam Samira Sandra Sarah Sean Shanice Sharon Sheila Simon Sofia Stacey Stephanie Stuart Sunil
    Susan Tamsin Tanya Tariq Temi Teresa Thomas Tiffany Tim Tobias Tracey Uzma Vanessa Victoria Vikram Wei William
    Winston Yasmin Yetunde Zachary Zahra Zara Zoe
    """.split()  # noqa: SIM905  (quotation marks would double its length)
)

LAST_NAMES = tuple(
    """
    Abbott Abdi Abrahams Adams Ahmed Akhtar Ali Allen Ansah Armitage Asante Atkinson Bailey Baker Banerjee Barker
    Barnes Begley Bennett Bhatt Blackwood Booth Bradley Brennan Brown Burgess Butler Campbell Carter Chadwick Chan
    Chaudhry Chen Clarke Cohen Coleman Collins Cooper Cox Croft Cullen Dacosta Davies Dawson Dean Desai Dixon Doyle
    Duffy Edwards Ellis Evans Farrell Fernandes Fisher Fletcher Foster Francis Fraser Gallagher Ghosh Gibson Gordon
    Graham Grant Green Griffiths Gupta Hall Hamilton Harper Harris Hassan Hayes Henderson Hill Holmes Hosseini Howard
    Hudson Hughes Hussain Ibrahim Iqbal Jackson James Jenkins Johnson Joseph Kamara Kapoor Kelly Kennedy Khan King
    Kowalski Kumar Lam Lawson Lee Lewis Lim Lloyd Macdonald Mahmood Malik Marsh Marshall Martin Mason Mbeki Mehta
    Mensah Mills Mistry Mitchell Morgan Morris Murphy Murray Mwangi Naylor Newman Ng Nguyen Nwosu Obi Oduya Osman
    Owusu Palmer Parker Parmar Parry Patel Pearce Perera Phillips Pinto Porter Powell Price Quinn Rahman Rao Reed
    Rees Richards Roberts Robinson Rodrigues Rogers Rose Rossi Russell Ryan Saleh Sandhu Saunders Scott Shah Sharma
    Shaw Silva Simmons Singh Smith Sokolov Spencer Stevens Stewart Stone Sullivan Suleiman Swann Tan Taylor Thomas
    Thompson Thorne Tran Turner Uddin Vasquez Virdee Walker Wallace Walsh Ward Watson Webb West White Williams Wilson
    Wong Wood Wright Wu Yeboah Yilmaz Young Zaman
    """.split()  # noqa: SIM905  (quotation marks would double its length)
)
