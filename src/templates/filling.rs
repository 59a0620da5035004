//! Filling a template: `{{first_name|there}}` becomes what is known of the lead, or what stands after the line.

/// What is known; nothing where it is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// What the lead is called.
    pub name: Option<String>,
    /// The lead's number, in international format.
    pub number: Option<String>,
    /// Who writes.
    pub my_name: Option<String>,
    /// The phone that it goes out by.
    pub phone_name: Option<String>,
}

/// The variables there are.
pub(super) const KNOWN: [&str; 5] = ["first_name", "name", "number", "my_name", "phone_name"];

impl Values {
    fn of(&self, variable: &str) -> Option<&str> {
        match variable {
            "first_name" => self.name.as_deref().and_then(|name| name.split_whitespace().next()),
            "name" => self.name.as_deref(),
            "number" => self.number.as_deref(),
            "my_name" => self.my_name.as_deref(),
            "phone_name" => self.phone_name.as_deref(),
            _ => None,
        }
    }
}

/// A piece of a template.
enum Piece<'a> {
    Text(&'a str),
    Variable {
        name: &'a str,
        fallback: &'a str,
    },
    /// Opened, and never closed.
    Open,
}

/// The text with its variables filled in. What is not known and has no fallback leaves nothing behind.
pub fn fill(body: &str, values: &Values) -> String {
    let written = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Variable { name, fallback } => values.of(name).unwrap_or(fallback),
        Piece::Open => "{{",
    };
    pieces(body).into_iter().map(written).collect()
}

/// Whether every variable is known, or a sentence that names those which are not.
pub(super) fn check(body: &str) -> Result<(), String> {
    let known = || KNOWN.map(|name| format!("{{{{{name}}}}}")).join(", ");
    let mut unknown = Vec::new();
    for piece in pieces(body) {
        match piece {
            Piece::Variable { name, .. } if !KNOWN.contains(&name) => unknown.push(format!("{{{{{name}}}}}")),
            Piece::Open => return Err(format!("A variable begins with {{{{ and does not end with }}}}. Known ones: {}.", known())),
            _ => {}
        }
    }
    match unknown.as_slice() {
        [] => Ok(()),
        [one] => Err(format!("There is no variable {one}. Known ones: {}.", known())),
        several => Err(format!("There are no variables {}. Known ones: {}.", several.join(", "), known())),
    }
}

fn pieces(body: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut rest) = (Vec::new(), body);
    while let Some((before, after)) = rest.split_once("{{") {
        pieces.push(Piece::Text(before));
        let Some((inside, behind)) = after.split_once("}}") else {
            pieces.push(Piece::Open);
            rest = after;
            break;
        };
        let (name, fallback) = inside.split_once('|').unwrap_or((inside, ""));
        pieces.push(Piece::Variable { name: name.trim(), fallback: fallback.trim() });
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Values {
        Values { name: Some("Ada Lovelace".into()), my_name: Some("Ana".into()), ..Values::default() }
    }

    #[test]
    fn what_is_known_is_filled_in_and_what_is_not_says_its_fallback() {
        assert_eq!(fill("Hi {{first_name|there}}, {{ my_name }} here.", &ada()), "Hi Ada, Ana here.");
        assert_eq!(fill("Hi {{first_name|there}}!", &Values::default()), "Hi there!");
        assert_eq!(fill("{{number}}|{{name}}|{{phone_name|us}}", &ada()), "|Ada Lovelace|us");
    }

    #[test]
    fn what_a_person_calls_themselves_is_never_read_as_a_template() {
        let sly = Values { name: Some("{{my_name}}".into()), ..ada() };
        assert_eq!(fill("Hi {{name}}", &sly), "Hi {{my_name}}");
    }

    #[test]
    fn an_unknown_variable_is_named_with_those_that_there_are() {
        let refused = check("Hi {{fist_name}} of {{town|Rome}}").unwrap_err();
        assert!(refused.contains("{{fist_name}}, {{town}}") && refused.contains("{{first_name}}"), "{refused}");
        assert!(check("Hi {{name").unwrap_err().contains("does not end"));
        assert!(check("Hi {{}}").is_err());
        assert_eq!(check("{ name } }} {{name|a|b}}"), Ok(()));
    }
}
