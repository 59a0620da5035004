//! Rows of a live list: each has a signal of its own, so that a change repaints one row and no node is made anew.
use leptos::prelude::*;
use std::{
    cmp::Ordering,
    sync::atomic::{AtomicI64, Ordering::Relaxed},
};
use uuid::Uuid;

/// One row.
#[derive(Clone)]
pub struct Row<T: 'static> {
    /// What it is known by.
    pub id: Uuid,
    /// Which making of this row it is: one that left and came back has another signal, so its nodes must be made anew.
    pub made: i64,
    /// What it shows now.
    pub value: ArcRwSignal<T>,
}

/// How many rows were made so far, of whatever list.
static MADE: AtomicI64 = AtomicI64::new(0);

impl<T: Send + Sync + 'static> Row<T> {
    fn new(id: Uuid, value: T) -> Self {
        Self { id, made: MADE.fetch_add(1, Relaxed), value: ArcRwSignal::new(value) }
    }
}

/// The rows of a list, in their order. An answer that comes after they are gone changes nothing.
pub struct Rows<T: 'static>(RwSignal<Vec<Row<T>>>);

impl<T> Clone for Rows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Rows<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Default for Rows<T> {
    fn default() -> Self {
        Self(RwSignal::new(Vec::new()))
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Rows<T> {
    /// Every row, tracked by membership and order only.
    pub fn all(self) -> Vec<Row<T>> {
        self.0.get()
    }

    /// Whether there is none, tracked.
    pub fn is_empty(self) -> bool {
        self.0.with(Vec::is_empty)
    }

    /// What every row shows now, untracked.
    pub fn values(self) -> Vec<T> {
        self.0.try_with_untracked(|rows| rows.iter().map(|row| row.value.get_untracked()).collect()).unwrap_or_default()
    }

    /// What one row shows now, untracked.
    pub fn value(self, id: Uuid) -> Option<T> {
        self.find(id).map(|row| row.value.get_untracked())
    }

    /// Shows these and no others, in this order; rows that stay keep their signals.
    pub fn replace(self, fresh: Vec<(Uuid, T)>) {
        let rows = fresh
            .into_iter()
            .map(|(id, value)| match self.find(id) {
                Some(row) => {
                    set_if_changed(&row.value, value);
                    row
                }
                None => Row::new(id, value),
            })
            .collect();
        self.set_order(rows);
    }

    /// Changes a row, or adds it at the end.
    pub fn put(self, id: Uuid, value: T) {
        match self.find(id) {
            Some(row) => set_if_changed(&row.value, value),
            None => drop(self.0.try_update(|rows| rows.push(Row::new(id, value)))),
        }
    }

    /// Takes a row off.
    pub fn remove(self, id: Uuid) {
        if self.find(id).is_some() {
            self.0.try_update(|rows| rows.retain(|row| row.id != id));
        }
    }

    /// Puts the rows in order; equal ones stay as they were.
    pub fn sort(self, order: fn(&T, &T) -> Ordering) {
        let Some(mut rows) = self.0.try_get_untracked() else { return };
        let misplaced = |rows: &[Row<T>], at: usize| order(&rows[at - 1].value.read_untracked(), &rows[at].value.read_untracked()).is_gt();
        // One change moves one row: inserting it is as quick as any sort and much smaller.
        for next in 1..rows.len() {
            let mut at = next;
            while at > 0 && misplaced(&rows, at) {
                rows.swap(at - 1, at);
                at -= 1;
            }
        }
        self.set_order(rows);
    }

    fn find(self, id: Uuid) -> Option<Row<T>> {
        self.0.try_with_untracked(|rows| rows.iter().find(|row| row.id == id).cloned()).flatten()
    }

    fn set_order(self, rows: Vec<Row<T>>) {
        let same = self.0.try_with_untracked(|old| old.iter().map(|row| row.made).eq(rows.iter().map(|row| row.made)));
        if same == Some(false) {
            self.0.try_set(rows);
        }
    }
}

fn set_if_changed<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if *signal.read_untracked() != value {
        signal.set(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reading that is older than a row takes it away, and what is applied after the reading brings it back.
    #[test]
    fn a_row_that_left_and_came_back_is_another_to_those_who_show_it() {
        let owner = Owner::new();
        owner.set();
        let rows = Rows::default();
        let id = Uuid::now_v7();
        let made = || rows.all().iter().map(|row| row.made).collect::<Vec<_>>();
        rows.put(id, 1);
        let before = made();
        rows.put(id, 2);
        rows.replace(vec![(id, 3)]);
        assert_eq!(made(), before, "a row that stays keeps its nodes");
        rows.replace(Vec::new());
        rows.put(id, 3);
        assert_ne!(made(), before, "nodes that show the old signal would never change again");
    }
    /// An answer that comes after its view is gone must not take the page along.
    #[test]
    fn rows_that_are_gone_take_nothing_more() {
        let owner = Owner::new();
        owner.set();
        let rows = Rows::default();
        let id = Uuid::now_v7();
        rows.put(id, 1);
        owner.cleanup();
        rows.put(id, 2);
        rows.put(Uuid::now_v7(), 3);
        rows.replace(vec![(id, 4)]);
        rows.sort(i32::cmp);
        rows.remove(id);
        assert_eq!((rows.values(), rows.value(id)), (Vec::new(), None));
    }
}
