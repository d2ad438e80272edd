package org.bailiwick.aca.ledger;

import java.util.Optional;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The reservation of a certificate, written before the issuing key is used.
 *
 * @param profile name of the certificate profile
 * @param grounds the proofs on which it is issued
 * @param predecessor serial of the holder's previous certificate of this issuer
 * @param crlShard the CRL shard that the certificate names
 * @param tbs the exact octets to be signed
 */
public record IssuanceEntry(
    CredentialRef ref,
    String profile,
    HeldKey key,
    Grounds grounds,
    Optional<SerialNumber> predecessor,
    int crlShard,
    Validity validity,
    Octets tbs) {}
