package org.bailiwick.master.httpsignature;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.method.RequestHead;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Dictionary;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parameters;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;

/**
 * The one signature of a request, as its fields {@code Signature-Input} and {@code Signature} have
 * it (RFC 9421 section 4). Several signatures, parameters of components and parameters that are not
 * defined here are refused.
 *
 * @param components the names of what is covered, in order
 * @param parameters the serialised {@code @signature-params} (section 2.3)
 * @param value of the signature, in hexadecimal digits
 */
record SignatureFields(
    List<String> components, Times times, Names names, String parameters, String value) {

  static final String INPUT = "Signature-Input";
  static final String SIGNATURE = "Signature";

  private static final int LONGEST = 8 * 1024;
  private static final int MOST_COMPONENTS = 64;
  private static final Set<String> KNOWN =
      Set.of("created", "expires", "nonce", "keyid", "alg", "tag", "wimse-aud");

  /** When the signature was made, and from when on it does not count, in seconds of the epoch. */
  record Times(long created, long expires) {}

  /** The parameters that are texts. */
  record Names(
      String nonce,
      Optional<String> keyId,
      Optional<String> algorithm,
      Optional<String> tag,
      Optional<String> audience) {}

  /** Whether the request shows a signature, right or wrong. */
  static boolean isIn(RequestHead head) {
    return !head.header(INPUT).isEmpty() || !head.header(SIGNATURE).isEmpty();
  }

  /**
   * Reads the signature of a request that shows one.
   *
   * @throws ProblemException malformed-request
   */
  static SignatureFields read(RequestHead head) {
    Map.Entry<String, ListElement<?>> input = member(head.header(INPUT));
    Map.Entry<String, ListElement<?>> signature = member(head.header(SIGNATURE));
    if (!input.getKey().equals(signature.getKey())
        || !(input.getValue() instanceof InnerList covered)
        || !(signature.getValue() instanceof ByteSequenceItem octets)
        || !octets.getParams().isEmpty()) {
      throw malformed("signature-form", "Signature-Input and Signature do not belong together.");
    }
    Parameters parameters = covered.getParams();
    if (!KNOWN.containsAll(parameters.keySet())) {
      throw malformed("signature-parameter", "The signature has a parameter that is not known.");
    }
    byte[] value = new byte[octets.get().remaining()];
    octets.get().duplicate().get(value);
    return new SignatureFields(
        components(covered),
        new Times(time(parameters, "created"), time(parameters, "expires")),
        new Names(
            text(parameters, "nonce")
                .orElseThrow(() -> malformed("signature-nonce", "The nonce is missing.")),
            text(parameters, "keyid"),
            text(parameters, "alg"),
            text(parameters, "tag"),
            text(parameters, "wimse-aud")),
        covered.serialize(),
        HexFormat.of().formatHex(value));
  }

  private static Map.Entry<String, ListElement<?>> member(List<String> lines) {
    if (lines.isEmpty()) {
      throw malformed("signature-fields", "A signature has Signature-Input and Signature.");
    }
    if (lines.stream().mapToInt(String::length).sum() > LONGEST) {
      throw malformed("signature-length", "The fields of the signature are too long.");
    }
    Map<String, ListElement<?>> members = dictionary(lines).get();
    if (members.size() != 1) {
      throw malformed("signature-repeated", "A request has one signature.");
    }
    return members.entrySet().iterator().next();
  }

  /** A dictionary of these lines (RFC 9651). */
  static Dictionary dictionary(List<String> lines) {
    try {
      return new Parser(lines).parseDictionary();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "signature-form",
          "A field of the signature is no dictionary (RFC 9651).",
          e);
    }
  }

  private static List<String> components(InnerList covered) {
    List<String> names = new ArrayList<>();
    for (Item<?> item : covered.get()) {
      if (!(item instanceof StringItem name) || !name.getParams().isEmpty()) {
        throw malformed("signature-component", "A component is a name without parameters.");
      }
      names.add(name.get());
    }
    if (names.size() > MOST_COMPONENTS || Set.copyOf(names).size() != names.size()) {
      throw malformed("signature-component", "Each component is covered once.");
    }
    return List.copyOf(names);
  }

  private static long time(Parameters parameters, String name) {
    if (parameters.get(name) instanceof IntegerItem seconds && seconds.getAsLong() >= 0) {
      return seconds.getAsLong();
    }
    throw malformed("signature-" + name, "The parameter " + name + " is missing or no time.");
  }

  private static Optional<String> text(Parameters parameters, String name) {
    if (!parameters.containsKey(name)) {
      return Optional.empty();
    }
    if (parameters.get(name) instanceof StringItem text) {
      return Optional.of(text.get());
    }
    throw malformed("signature-" + name, "The parameter " + name + " is no string.");
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }

  /** Without the signature, which may be used while it is in time. */
  @Override
  public String toString() {
    return "SignatureFields" + components;
  }
}
