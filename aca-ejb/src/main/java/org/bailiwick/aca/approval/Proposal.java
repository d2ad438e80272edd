package org.bailiwick.aca.approval;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A request that takes effect when enough officers have agreed to exactly its content. */
public interface Proposal {

  /** The time that officers have to decide: a weekend and a day. */
  Duration VALIDITY = Duration.ofDays(3);

  /** SHA-256 in base64url of the content that officers agree to. */
  String digest();

  /** SPIFFE id of the officer who proposed it and so agrees; empty if an applicant did. */
  Optional<String> officer();

  /** The number of officers who have to agree, the one who proposed it included. */
  int approvers();

  Instant proposedAt();

  /** The details for the audit log, without the digest. */
  Map<String, String> details();

  /** The first half of the digest: who approves this identifier approves this content. */
  default UUID id() {
    return idOf(digest());
  }

  default Instant expiresAt() {
    return proposedAt().plus(VALIDITY);
  }

  /** The identifier of the proposal with this digest. */
  static UUID idOf(String digest) {
    ByteBuffer octets = ByteBuffer.wrap(Base64.getUrlDecoder().decode(digest));
    return new UUID(octets.getLong(), octets.getLong());
  }
}
