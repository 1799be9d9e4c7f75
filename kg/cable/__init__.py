"""From text to Document: header, paragraphs, headings and page marks. No language processing here."""
