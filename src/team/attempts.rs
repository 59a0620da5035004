//! Limits of signing in, per account and per address of the network.
use crate::error::AppError;
use governor::{DefaultKeyedRateLimiter, Quota, clock::Clock as _};
use std::{
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

/// Tries at once for one account from one network address; then one each half minute.
const PER_PAIR: NonZeroU32 = NonZeroU32::new(6).unwrap();
const PAIR_PERIOD: Duration = Duration::from_secs(30);
/// Tries at once for one account from anywhere; then one each five seconds. Wide, as strangers can use it up for the owner.
const PER_ACCOUNT: NonZeroU32 = NonZeroU32::new(60).unwrap();
const ACCOUNT_PERIOD: Duration = Duration::from_secs(5);
/// Tries at once from one network address, several people may share it; then one each three seconds.
const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(30).unwrap();
const ADDRESS_PERIOD: Duration = Duration::from_secs(3);
/// Steps of guests at once from one network address; then one each three seconds. A guest with a link needs a handful.
const PER_GUEST: NonZeroU32 = NonZeroU32::new(40).unwrap();
/// Above this many keys the spent ones are dropped before the next try.
const KEPT_KEYS: usize = 10_000;

/// Counts tries; cheap to clone.
#[derive(Clone, Debug)]
pub struct Attempts {
    pairs: Arc<DefaultKeyedRateLimiter<(u64, Option<IpAddr>)>>,
    accounts: Arc<DefaultKeyedRateLimiter<u64>>,
    addresses: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    guests: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    /// Accounts are counted by a digest: what is typed may be long, and is nobody's business.
    keys: RandomState,
}

impl Default for Attempts {
    fn default() -> Self {
        Self {
            pairs: Arc::new(limiter(PAIR_PERIOD, PER_PAIR)),
            accounts: Arc::new(limiter(ACCOUNT_PERIOD, PER_ACCOUNT)),
            addresses: Arc::new(limiter(ADDRESS_PERIOD, PER_ADDRESS)),
            guests: Arc::new(limiter(ADDRESS_PERIOD, PER_GUEST)),
            keys: RandomState::new(),
        }
    }
}

impl Attempts {
    /// Counts one try.
    ///
    /// # Errors
    /// `TooManyAttempts` with the seconds to wait.
    pub fn count(&self, account: &str, address: Option<IpAddr>) -> Result<(), AppError> {
        if let Some(address) = address {
            count(&self.addresses, &address)?;
        }
        let account = self.keys.hash_one(account);
        count(&self.pairs, &(account, address))?;
        count(&self.accounts, &account)
    }

    /// Counts one step of somebody who shows a token instead of signing in.
    ///
    /// # Errors
    /// `TooManyAttempts` with the seconds to wait.
    pub fn count_guest(&self, address: Option<IpAddr>) -> Result<(), AppError> {
        address.map_or(Ok(()), |address| count(&self.guests, &address))
    }
}

fn limiter<K: Clone + Eq + std::hash::Hash>(period: Duration, burst: NonZeroU32) -> DefaultKeyedRateLimiter<K> {
    // `with_period` refuses only a period of zero.
    let quota = Quota::with_period(period).unwrap_or(Quota::per_minute(burst)).allow_burst(burst);
    DefaultKeyedRateLimiter::keyed(quota)
}

fn count<K: Clone + Eq + std::hash::Hash>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), AppError> {
    if limiter.len() > KEPT_KEYS {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|denied| {
        let wait = denied.wait_time_from(governor::clock::DefaultClock::default().now());
        AppError::TooManyAttempts { retry_after_s: wait.as_secs() + 1 }
    })
}
