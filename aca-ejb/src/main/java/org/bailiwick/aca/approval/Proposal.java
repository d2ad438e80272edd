package org.bailiwick.aca.approval;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Something that takes effect when as many officers as it needs have agreed to exactly this. */
public interface Proposal {

  /** The time that officers have: a weekend and a day. */
  Duration GOOD_FOR = Duration.ofDays(3);

  /** SHA-256 in base64url of all that officers agree to. */
  String digest();

  /** SPIFFE id of the officer who agrees by proposing it; empty if no officer proposed it. */
  Optional<String> officer();

  /** How many officers have to agree, the one who proposed it included. */
  int approvers();

  Instant proposedAt();

  /** Its details for the audit log, beside the digest. */
  Map<String, String> details();

  /** The first half of the digest, so that an approval by this name is of this content alone. */
  default UUID id() {
    return idOf(digest());
  }

  default Instant expiresAt() {
    return proposedAt().plus(GOOD_FOR);
  }

  /** The name of what has this digest. */
  static UUID idOf(String digest) {
    ByteBuffer octets = ByteBuffer.wrap(Base64.getUrlDecoder().decode(digest));
    return new UUID(octets.getLong(), octets.getLong());
  }
}
