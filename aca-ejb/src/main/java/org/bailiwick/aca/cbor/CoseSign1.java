package org.bailiwick.aca.cbor;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwsAlgorithm;

/**
 * A COSE_Sign1 (RFC 9052 section 4.2) with its tag 18, which the CWT tag 61 may precede (RFC 8392
 * section 6); other forms are refused. The algorithm is in the protected header, and signatures
 * have the form of JOSE (RFC 9053 section 2). Unknown headers are refused, also critical ones.
 */
public final class CoseSign1 {

  private static final byte[] CWT_TAG = {(byte) 0xd8, 61};
  private static final byte SIGN1_TAG = (byte) 0xd2;
  private static final String ALGORITHM = "1";
  private static final String KEY_ID = "4";
  private static final Map<Long, JwsAlgorithm> ALGORITHMS =
      Map.of(-7L, JwsAlgorithm.ES256, -35L, JwsAlgorithm.ES384, -8L, JwsAlgorithm.EDDSA);

  /** Algorithm, content type, key id, type (RFC 9596). */
  private static final Set<String> PROTECTED = Set.of(ALGORITHM, "3", KEY_ID, "16");

  private static final Set<String> UNPROTECTED = Set.of(KEY_ID);

  private final String what;
  private final byte[] headers;
  private final Map<String, Object> known;
  private final byte[] payload;
  private final byte[] signature;

  private CoseSign1(String what, List<byte[]> parts, Map<String, Object> known) {
    this.what = what;
    this.headers = parts.get(0);
    this.payload = parts.get(1);
    this.signature = parts.get(2);
    this.known = known;
  }

  /**
   * Parses a message; {@code what} names it in refusals.
   *
   * @throws ProblemException MALFORMED_REQUEST, or EVIDENCE_REJECTED for an unknown header
   */
  public static CoseSign1 read(String what, Octets octets) {
    if (StrictCbor.read(what, untagged(what, octets.bytes())) instanceof List<?> parts
        && parts.size() == 4
        && parts.get(0) instanceof Octets first
        && parts.get(1) instanceof Map<?, ?> second
        && parts.get(2) instanceof Octets payload
        && parts.get(3) instanceof Octets signature) {
      Map<String, Object> known = map(what, StrictCbor.read(what, first.bytes()));
      Map<String, Object> open = map(what, second);
      if (!PROTECTED.containsAll(known.keySet())
          || !UNPROTECTED.containsAll(open.keySet())
          || (known.containsKey(KEY_ID) && open.containsKey(KEY_ID))) {
        throw rejected(what + "-header", "The " + what + " has a header that is not accepted.");
      }
      known.putAll(open);
      return new CoseSign1(what, List.of(first.bytes(), payload.bytes(), signature.bytes()), known);
    }
    throw malformed(what, "-cose", "The " + what + " is not a COSE_Sign1 with its tag.");
  }

  /** The identifier of the signing key, unverified; empty if the message states none. */
  public Optional<String> keyId() {
    return known.get(KEY_ID) instanceof Octets id
        ? Optional.of(new String(id.bytes(), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /**
   * Refuses a message that none of these keys signed with one of these algorithms.
   *
   * @param algorithms JOSE names
   */
  public void requireSignedBy(List<PublicKey> keys, Set<String> algorithms) {
    JwsAlgorithm algorithm =
        Optional.ofNullable(known.get(ALGORITHM))
            .map(ALGORITHMS::get)
            .filter(each -> algorithms.contains(each.toString()))
            .orElseThrow(
                () ->
                    rejected(
                        what + "-algorithm",
                        "The " + what + " is signed with an algorithm that is not accepted."));
    byte[] signed = signed();
    if (keys.stream().noneMatch(key -> algorithm.accepts(key, signed, signature))) {
      throw rejected(what + "-signature", "The " + what + " is not signed by its sender's key.");
    }
  }

  /** The payload, which is a map; unverified before {@link #requireSignedBy} has returned. */
  public Map<String, Object> claims() {
    return map(what, StrictCbor.read(what, payload));
  }

  /** Sig_structure of section 4.4 without external data. */
  private byte[] signed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CBORGenerator cbor = StrictCbor.FACTORY.createGenerator(out)) {
      cbor.writeStartArray(null, 4);
      cbor.writeString("Signature1");
      cbor.writeBinary(headers);
      cbor.writeBinary(new byte[0]);
      cbor.writeBinary(payload);
      cbor.writeEndArray();
    } catch (IOException impossible) {
      throw new IllegalStateException("writing to memory does not fail", impossible);
    }
    return out.toByteArray();
  }

  private static byte[] untagged(String what, byte[] octets) {
    int at = octets.length > 2 && Arrays.equals(octets, 0, 2, CWT_TAG, 0, 2) ? 2 : 0;
    if (octets.length <= at || octets[at] != SIGN1_TAG) {
      throw malformed(what, "-cose", "The " + what + " is not a COSE_Sign1 with its tag.");
    }
    return Arrays.copyOfRange(octets, at + 1, octets.length);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(String what, Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw malformed(what, "-cose", "A part of the " + what + " is not a map.");
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }

  private static ProblemException malformed(String what, String fault, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, what + fault, detail);
  }
}
