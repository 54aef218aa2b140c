"""What is printed as a figure: its characters, the number they name, its unit."""
