//! How many files and sockets the program may open: every connected phone and every open tab needs one.
//!
//! Many systems start programs with 1,024 and let them ask for far more; a thousand phones would not fit.
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Raises the limit to the highest that this program may choose itself. What cannot be raised is logged and stays.
pub fn allow_as_many_as_possible() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current == maximum {
        return;
    }
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        let error = std::io::Error::from(error);
        tracing::warn!("The limit of open files stays at {}: {error}", current.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lower_limit_is_raised_to_the_highest() {
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        setrlimit(Resource::Nofile, Rlimit { current: Some(900), maximum }).unwrap();
        allow_as_many_as_possible();
        assert_eq!(getrlimit(Resource::Nofile).current, maximum);
    }
}
