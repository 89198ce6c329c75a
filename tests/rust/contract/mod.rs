//! Every call of the API against the simulator, in every shape of its answers.

mod compare;
mod life;
mod shapes;
mod walk;
