package org.bailiwick.aca.attestation.token;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.bailiwick.aca.cbor.StrictCbor;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * An attestation token with the media type that says how to read it. As text it is a compact JWS,
 * which has the type {@code application/eat+jwt}, or a CMW record in JSON (draft-ietf-rats-msg-wrap
 * section 3.1): {@code ["media type", "base64url", indicator?]}. Nothing in it is verified.
 *
 * @param mediaType in lower case, without parameters
 */
public record ConveyedToken(String mediaType, Octets octets) {

  /** An EAT as JWT (RFC 9782). An EAR is an EAT. */
  public static final String EAT_JWT = "application/eat+jwt";

  /** An EAT as CWT. */
  public static final String EAT_CWT = "application/eat+cwt";

  private static final int LONGEST = 65_536;
  private static final int TYPE_AND_VALUE = 2;
  private static final long ALL_INDICATORS = 0x1f;

  /**
   * Reads text that an applicant sent; {@code what} names it in refusals.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code <what>-cmw} or {@code <what>-too-long}
   */
  public static ConveyedToken parse(String what, String text) {
    if (text.length() > LONGEST) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          what + "-too-long",
          "The " + what + " is longer than 65536 characters.");
    }
    return text.startsWith("[")
        ? ofJson(what, text)
        : new ConveyedToken(EAT_JWT, Octets.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The token as the characters that a JWT is made of. */
  public String text() {
    return new String(octets.bytes(), StandardCharsets.ISO_8859_1);
  }

  /** The media type without parameters; the signed content of the token repeats it. */
  public static String bare(String mediaType) {
    return mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * A CMW record in JSON.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code <what>-cmw}
   */
  public static ConveyedToken ofJson(String what, String json) {
    List<?> items = items(what, json);
    if (isRecord(items) && items.get(1) instanceof String value) {
      return new ConveyedToken(
          bare(items.getFirst().toString()),
          Octets.parse(value)
              .filter(octets -> octets.size() > 0)
              .orElseThrow(() -> malformed(what)));
    }
    throw malformed(what);
  }

  /**
   * A CMW record in CBOR, with the media type as text.
   *
   * @throws ProblemException MALFORMED_REQUEST, check {@code <what>-cmw} or {@code <what>-cbor}
   */
  public static ConveyedToken ofCbor(String what, byte[] cbor) {
    if (StrictCbor.read(what, cbor) instanceof List<?> items
        && isRecord(items)
        && items.get(1) instanceof Octets value
        && value.size() > 0) {
      return new ConveyedToken(bare(items.getFirst().toString()), value);
    }
    throw malformed(what);
  }

  /** Media type, value and perhaps an indicator, which has one to five bits and is not zero. */
  private static boolean isRecord(List<?> items) {
    boolean indicated =
        items.size() == TYPE_AND_VALUE + 1
            && items.get(TYPE_AND_VALUE) instanceof Long bits
            && bits > 0
            && bits <= ALL_INDICATORS;
    return (items.size() == TYPE_AND_VALUE || indicated) && items.getFirst() instanceof String;
  }

  private static List<?> items(String what, String json) {
    try {
      if (StrictJson.plain(json) instanceof List<?> list && json.endsWith("]")) {
        return list;
      }
    } catch (ProblemException notJson) {
      throw malformed(what);
    }
    throw malformed(what);
  }

  private static ProblemException malformed(String what) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        what + "-cmw",
        "The " + what + " is neither a compact JWS nor a CMW record of media type and value.");
  }

  /** Omits the content, because a reader of logs could use it. */
  @Override
  public String toString() {
    return mediaType + " " + Claims.sha256(octets.bytes());
  }
}
