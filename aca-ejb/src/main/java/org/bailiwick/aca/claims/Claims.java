package org.bailiwick.aca.claims;

import jakarta.json.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwkSet;

/**
 * Members of a JSON object, read by name and type. A duplicate name, a missing member and a wrong
 * type are refused with MALFORMED_REQUEST, checks {@code <source>-json} and {@code <source>-claim}.
 */
public final class Claims {

  private static final int LONGEST_TEXT = 4096;

  /** The member that every private JWK has. */
  private static final String PRIVATE = "d";

  private final String source;
  private final Map<String, Object> members;

  private Claims(String source, Map<String, Object> members) {
    this.source = source;
    this.members = members;
  }

  /** Parses one JSON object; {@code source} names it in refusals, for instance "statement". */
  public static Claims parse(String source, String json) {
    try {
      return new Claims(source, StrictJson.members(json));
    } catch (ProblemException invalid) {
      throw notAnObject(source, invalid);
    }
  }

  /** As {@link #parse(String, String)}, from octets, which must be UTF-8. */
  public static Claims parse(String source, byte[] json) {
    try {
      return new Claims(source, StrictJson.members(StrictJson.text(json)));
    } catch (ProblemException invalid) {
      throw notAnObject(source, invalid);
    }
  }

  /** As {@link #parse(String, String)}, from members that were parsed already. */
  public static Claims of(String source, Optional<Map<String, Object>> members) {
    return new Claims(source, members.orElseThrow(() -> notAnObject(source, null)));
  }

  public String text(String name) {
    return find(name).orElseThrow(() -> fault(name, "is missing"));
  }

  /** The member's text, if the member is there; another type is refused. */
  public Optional<String> find(String name) {
    return find(name, LONGEST_TEXT);
  }

  /** As {@link #find(String)}, with at most {@code longest} characters. */
  public Optional<String> find(String name, int longest) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && text.length() <= longest) {
      return Optional.of(text);
    }
    throw fault(name, "must be a string of at most " + longest + " characters");
  }

  /** A signed integer of eight bits (a claim of an AR4SI trustworthiness vector). */
  public int octet(String name) {
    if (members.get(name) instanceof Long value
        && value >= Byte.MIN_VALUE
        && value <= Byte.MAX_VALUE) {
      return value.intValue();
    }
    throw fault(name, "must be a whole number from -128 to 127");
  }

  public List<String> texts(String name) {
    return texts(name, members.get(name));
  }

  private List<String> texts(String name, Object value) {
    if (!(value instanceof List<?> list)) {
      throw fault(name, "must be an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String text)) {
        throw fault(name, "must be an array of strings");
      }
      texts.add(text);
    }
    return texts;
  }

  public List<List<String>> textLists(String name) {
    if (!(members.get(name) instanceof List<?> lists)) {
      throw fault(name, "must be an array of arrays of strings");
    }
    return lists.stream().map(list -> texts(name, list)).toList();
  }

  /** A NumericDate without fraction (RFC 9711 section 3: no floating point in iat). */
  public Instant time(String name) {
    if (members.get(name) instanceof Long seconds && seconds >= 0 && seconds < 1L << 40) {
      return Instant.ofEpochSecond(seconds);
    }
    throw fault(name, "must be a whole number of seconds");
  }

  public List<Claims> objects(String name) {
    if (!(members.get(name) instanceof List<?> list)) {
      throw fault(name, "must be an array of objects");
    }
    return list.stream().map(element -> object(name, element)).toList();
  }

  /** The object of this name, empty if there is none. */
  public Optional<Claims> object(String name) {
    return Optional.ofNullable(members.get(name)).map(value -> object(name, value));
  }

  /** Whether the member is there and is a string. */
  public boolean isText(String name) {
    return members.get(name) instanceof String;
  }

  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  public String json() {
    return Json.createObjectBuilder(members).build().toString();
  }

  /**
   * Reads the object as the JWK of a public key (RFC 7517); empty for anything else, and for a
   * private key, which is disclosed by being sent.
   */
  public Optional<PublicKey> publicKey() {
    return members.containsKey(PRIVATE) ? Optional.empty() : JwkSet.publicKey(members);
  }

  /**
   * The public key in the claim {@code cnf}, as {@code jwk} (RFC 7800).
   *
   * @throws ProblemException EVIDENCE_REJECTED, check {@code <source>-key}
   */
  public Optional<PublicKey> confirmedKey() {
    return object("cnf")
        .map(cnf -> cnf.object("jwk").flatMap(Claims::publicKey).orElseThrow(this::noKey));
  }

  private ProblemException noKey() {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED,
        source + "-key",
        "The cnf of the " + source + " has no public key as jwk.");
  }

  /** SHA-256 in base64url without padding, the form of all digests in claims. */
  public static String sha256(byte[] bytes) {
    return Sha256.base64url(bytes);
  }

  /** SHA-256 of the text's UTF-8 octets in base64url. */
  public static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A count in a configuration file; empty if the member is absent. */
  public Optional<Integer> count(String name) {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number && !(value instanceof Double)) {
      BigInteger whole = new BigInteger(number.toString());
      if (whole.signum() >= 0 && whole.bitLength() < Integer.SIZE) {
        return Optional.of(whole.intValue());
      }
    }
    throw fault(name, "must be a whole number");
  }

  /** A boolean in a configuration file; false if absent. */
  public boolean flag(String name) {
    Object value = members.get(name);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw fault(name, "must be true or false");
  }

  @SuppressWarnings("unchecked")
  private Claims object(String name, Object value) {
    if (value instanceof Map<?, ?> map) {
      return new Claims(source, (Map<String, Object>) map);
    }
    throw fault(name, "must be an object");
  }

  private static ProblemException notAnObject(String source, ProblemException cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        source + "-json",
        "The " + source + " is not a JSON object with unique names.",
        cause);
  }

  private ProblemException fault(String name, String what) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        source + "-claim",
        "In the " + source + ", \"" + name + "\" " + what + ".");
  }
}
