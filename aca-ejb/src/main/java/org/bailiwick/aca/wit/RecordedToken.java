package org.bailiwick.aca.wit;

import jakarta.json.JsonObject;
import java.time.Instant;
import org.bailiwick.node.statuslist.StatusPlace;

/** The claims of a token for a credential, as they are recorded and then signed. */
sealed interface RecordedToken permits Wit, JwtSvid {

  /** The media type in the header, by which recipients tell the kinds of tokens apart. */
  String type();

  /** The audit event of its issuance. */
  String event();

  /** SPIFFE id. */
  String agent();

  /** Random identifier, which the ledger and the audit log also have. */
  String id();

  /** Its entry in a status list, which no other token has. */
  StatusPlace place();

  Instant issuedAt();

  Instant expiresAt();

  JsonObject claims();
}
