"""The screens. They draw what storage says and start what workflow offers; they never import the engine."""
