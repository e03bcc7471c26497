"""What the screens show, as text: pure functions from what storage and jobs tell to lines and cells."""
