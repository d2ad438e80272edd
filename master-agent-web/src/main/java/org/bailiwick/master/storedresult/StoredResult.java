package org.bailiwick.master.storedresult;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A complete result that is stored by reference.
 *
 * @param size its length in octets
 * @param sha256 hex digest of these octets
 */
public record StoredResult(String id, String jobId, String stepId, long size, String sha256) {

  /** The media type of every result. */
  public static final String MEDIA_TYPE = "application/json";

  /** What the reference itself needs of the room for texts, in characters. */
  public static final int REFERENCE_LENGTH = 400;

  /**
   * The reference in orders and answers.
   *
   * @param results the URL below which results are read
   */
  public JsonObject reference(URI results) {
    return Json.createObjectBuilder()
        .add("href", href(results))
        .add("sha256", sha256)
        .add("size", size)
        .add("media_type", MEDIA_TYPE)
        .build();
  }

  /** The URL at which it is read. */
  public String href(URI results) {
    return results + "/" + id;
  }

  /** The field Repr-Digest (RFC 9530 section 3). */
  public String reprDigest() {
    byte[] digest = HexFormat.of().parseHex(sha256);
    return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
  }
}
