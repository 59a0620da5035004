//! A new handset with its account.

use super::app_state::AppState;
use super::{Addressing, Handset, World};
use crate::number::Number;
use crate::refusal::Refusal;
use crate::signal::Party;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

const MAX_NAME_CHARS: usize = 100;
/// LIDs begin here: 15 digits, as real ones have.
const FIRST_LID: u64 = 100_000_000_000_000;

impl World {
    pub(crate) fn create_handset(&mut self, number: Number, name: &str, addressing: Addressing) -> Result<(), Refusal> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
            return Err(Refusal::BadName);
        }
        if self.handsets.contains_key(&number) {
            return Err(Refusal::HandsetExists);
        }
        let party = Party::generate().map_err(|error| Refusal::Internal(error.to_string()))?;
        let lid = (FIRST_LID + self.fresh_id() * 7_919).to_string();
        let handset = Handset {
            number: number.clone(),
            lid: lid.clone(),
            name: name.to_owned(),
            addressing,
            online: true,
            party,
            companions: BTreeMap::new(),
            inbox: VecDeque::new(),
            log: Vec::new(),
            ticks: HashMap::new(),
            sent: HashMap::new(),
            asked: HashMap::new(),
            seen: HashSet::new(),
            contacts: HashSet::new(),
            writers: HashSet::new(),
            passkey: None,
            app_state: AppState::with_push_name(name)?,
            history: None,
            raw_id: rand::random(),
            last_device: 0,
        };
        self.lids.insert(lid, number.clone());
        self.handsets.insert(number, handset);
        self.touch();
        Ok(())
    }
}
