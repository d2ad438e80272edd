package org.bailiwick.aca.cascade;

import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The subject of a revocation order, in a canonical text form: {@code credential:ISSUER/SERIAL},
 * {@code key:HEX}, {@code owner-key:HEX}, {@code name:SPIFFE-ID}, {@code
 * device:ISSUER-DN#SERIAL-NUMBER}, {@code owner:OWNER}, {@code person:ISSUER#SUBJECT}, {@code
 * role:ISSUER#ROLE}, {@code requester:ISSUER#SUBJECT}, {@code member:ISSUER#ROLE#SUBJECT}, {@code
 * issuer:ID}.
 *
 * @param values values of the kind's fields, in the order of the fields
 */
public record Subject(SubjectKind kind, List<String> values) {

  private static final int MAX_LENGTH = 2048;

  public static Subject parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || text.length() > MAX_LENGTH) {
      throw syntax();
    }
    SubjectKind kind = SubjectKind.parse(text.substring(0, colon));
    return new Subject(kind, values(kind, text.substring(colon + 1)));
  }

  private static List<String> values(SubjectKind kind, String value) {
    return switch (kind) {
      case CREDENTIAL -> {
        List<String> parts = split(value, '/');
        yield List.of(parts.get(0), SerialNumber.parse(parts.get(1)).hex());
      }
      case KEY, OWNER_KEY -> List.of(KeyDigest.parse(value).base64url());
      case NAME -> List.of(SpiffeId.parse(value).toString());
      case OWNER -> List.of(Owner.parse(value).value());
      case DEVICE, PERSON, ROLE, REQUESTER -> split(value, '#');
      case MEMBER -> {
        List<String> member = split(value, '#');
        yield List.of(
            split(member.get(0), '#').get(0), split(member.get(0), '#').get(1), member.get(1));
      }
      case ISSUER -> List.of(plain(value));
    };
  }

  private static List<String> split(String value, char at) {
    int place = value.lastIndexOf(at);
    if (place < 0) {
      throw syntax();
    }
    return List.of(plain(value.substring(0, place)), plain(value.substring(place + 1)));
  }

  private static String plain(String value) {
    if (value.isBlank() || value.chars().anyMatch(Character::isISOControl)) {
      throw syntax();
    }
    return value;
  }

  /** The key, if the subject is an agent's or an owner's key. */
  public Optional<KeyDigest> key() {
    return kind == SubjectKind.KEY || kind == SubjectKind.OWNER_KEY
        ? Optional.of(new KeyDigest(values.getFirst()))
        : Optional.empty();
  }

  private static ProblemException syntax() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "subject-syntax",
        "A subject is written as kind:value, for example device:CN=Manufacturer#SN-1.");
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    String separator = kind == SubjectKind.CREDENTIAL ? "/" : "#";
    String value = key().map(KeyDigest::hex).orElseGet(() -> String.join(separator, values));
    return kind.token() + ":" + value;
  }
}
