"""Tables of cells as CSV: safe to open in a spreadsheet, and read as spreadsheets save them."""
