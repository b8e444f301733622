"""From what somebody asks for to the lines that go to an awarding body."""
