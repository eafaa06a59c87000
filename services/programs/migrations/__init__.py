"""Tables of the desks and of the payment lists: who was asked, what waits for an answer, what fell due where."""
