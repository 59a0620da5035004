//! One end of Signal conversations: a handset with its keys and its sessions.

use super::stores::{Identities, PreKeys, Sessions, SignedPreKeys};
use super::{KeyBundle, OneTimeKey, PublicBytes, SignedKey, public_bytes, random};
use crate::number::DeviceAddress;
use rand::RngExt as _;
use std::collections::HashMap;
use wacore_libsignal::protocol::{
    CiphertextMessage, GenericSignedPreKey as _, IdentityKeyPair, KeyPair, PreKeyRecord, PreKeySignalMessage, PreKeyStore as _, PublicKey,
    SessionStore as _, SignalMessage, SignalProtocolError, SignedPreKeyRecord, Timestamp, UsePQRatchet, message_decrypt, message_encrypt,
    process_prekey_bundle,
};

const SIGNED_KEY_ID: u32 = 1;

/// How an `<enc>` node is to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EncryptionKind {
    /// `pkmsg`: carries what the receiver needs to open a session.
    PreKey,
    /// `msg`: continues a session.
    Session,
}

impl EncryptionKind {
    /// The `type` attribute of `<enc>`.
    pub(crate) fn as_wire(self) -> &'static str {
        match self {
            Self::PreKey => "pkmsg",
            Self::Session => "msg",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        match text {
            "pkmsg" => Some(Self::PreKey),
            "msg" => Some(Self::Session),
            _ => None,
        }
    }
}

/// The content of one `<enc>` node.
#[derive(Clone, Debug)]
pub(crate) struct Ciphertext {
    pub kind: EncryptionKind,
    pub bytes: Vec<u8>,
}

pub(crate) struct Party {
    sessions: Sessions,
    identities: Identities,
    pre_keys: PreKeys,
    signed_pre_keys: SignedPreKeys,
    signed_key: SignedKey,
    next_pre_key: u32,
}

impl Party {
    pub(crate) fn generate() -> Result<Self, SignalProtocolError> {
        let mut rng = random();
        let own = IdentityKeyPair::generate(&mut rng);
        let pair = KeyPair::generate(&mut rng);
        let signature = own.private_key().calculate_signature(&pair.public_key.serialize(), &mut rng)?.to_vec();
        let record = SignedPreKeyRecord::new(SIGNED_KEY_ID.into(), Timestamp::from_epoch_millis(0), &pair, &signature);
        Ok(Self {
            sessions: Sessions::default(),
            identities: Identities { own, registration_id: rng.random_range(1..16_380), known: HashMap::new() },
            pre_keys: PreKeys::default(),
            signed_pre_keys: SignedPreKeys(HashMap::from([(SIGNED_KEY_ID, record)])),
            signed_key: SignedKey { id: SIGNED_KEY_ID, public: public_bytes(&pair.public_key), signature },
            next_pre_key: 1,
        })
    }

    pub(crate) fn identity(&self) -> PublicBytes {
        public_bytes(self.identities.own.public_key())
    }

    /// Signs with the identity key: for the account, this is the ADV signature.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignalProtocolError> {
        Ok(self.identities.own.private_key().calculate_signature(message, &mut random())?.to_vec())
    }

    /// The secret that this identity key shares with another key.
    pub(crate) fn agree(&self, with: &PublicBytes) -> anyhow::Result<PublicBytes> {
        let with = PublicKey::from_djb_public_key_bytes(with)?;
        Ok(self.identities.own.private_key().calculate_agreement(&with)?)
    }

    /// A bundle with a one-time key that was never handed out before.
    pub(crate) async fn bundle(&mut self) -> Result<KeyBundle, SignalProtocolError> {
        let id = self.next_pre_key;
        self.next_pre_key += 1;
        let pair = KeyPair::generate(&mut random());
        self.pre_keys.save_pre_key(id.into(), &PreKeyRecord::new(id.into(), &pair)).await?;
        Ok(KeyBundle {
            registration_id: self.identities.registration_id,
            identity: self.identity(),
            signed: self.signed_key.clone(),
            one_time: Some(OneTimeKey { id, public: public_bytes(&pair.public_key) }),
        })
    }

    pub(crate) async fn has_session(&self, with: &DeviceAddress) -> Result<bool, SignalProtocolError> {
        self.sessions.has_session(&with.signal()).await
    }

    pub(crate) fn forget_sessions(&mut self) {
        self.sessions = Sessions::default();
    }

    pub(crate) async fn open_session(&mut self, with: &DeviceAddress, bundle: &KeyBundle) -> Result<(), SignalProtocolError> {
        process_prekey_bundle(
            &with.signal(),
            &mut self.sessions,
            &mut self.identities,
            &bundle.to_signal(with.device)?,
            &mut random(),
            UsePQRatchet::No,
        )
        .await
        .map(drop)
    }

    pub(crate) async fn encrypt(&mut self, to: &DeviceAddress, padded: &[u8]) -> Result<Ciphertext, SignalProtocolError> {
        let message = message_encrypt(padded, &to.signal(), &mut self.sessions, &mut self.identities).await?;
        let kind = match message {
            CiphertextMessage::PreKeySignalMessage(_) => EncryptionKind::PreKey,
            _ => EncryptionKind::Session,
        };
        Ok(Ciphertext { kind, bytes: message.serialize().to_vec() })
    }

    pub(crate) async fn decrypt(&mut self, from: &DeviceAddress, ciphertext: &Ciphertext) -> Result<Vec<u8>, SignalProtocolError> {
        let bytes = ciphertext.bytes.as_slice();
        let message = match ciphertext.kind {
            EncryptionKind::PreKey => CiphertextMessage::PreKeySignalMessage(PreKeySignalMessage::try_from(bytes)?),
            EncryptionKind::Session => CiphertextMessage::SignalMessage(SignalMessage::try_from(bytes)?),
        };
        let result = message_decrypt(
            &message,
            &from.signal(),
            &mut self.sessions,
            &mut self.identities,
            &mut self.pre_keys,
            &self.signed_pre_keys,
            &mut random(),
            UsePQRatchet::No,
        )
        .await?;
        Ok(result.plaintext)
    }
}
