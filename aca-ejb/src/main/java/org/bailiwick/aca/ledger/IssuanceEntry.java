package org.bailiwick.aca.ledger;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The reservation of a certificate, written before the issuing key is used.
 *
 * @param profile name of the certificate profile
 * @param holder SPIFFE id, or subject name of a CA
 * @param grounds the proofs on which it is issued
 * @param predecessor serial of the holder's previous certificate of this issuer
 * @param crlShard the CRL shard that the certificate names for good
 * @param tbs the exact octets to be signed
 */
public record IssuanceEntry(
    CredentialRef ref,
    String profile,
    String holder,
    Grounds grounds,
    String publicKeySha256,
    Optional<SerialNumber> predecessor,
    int crlShard,
    Instant notBefore,
    Instant notAfter,
    Octets tbs) {}
