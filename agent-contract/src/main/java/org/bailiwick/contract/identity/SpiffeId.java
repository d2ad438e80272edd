package org.bailiwick.contract.identity;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A SPIFFE id in canonical form (SPIFFE-ID section 2): {@code spiffe://<trust domain><path>}. The
 * path is empty or begins with a slash; it has no empty, dot or percent-encoded segment. In this
 * product agents, services, devices, nodes and operators have SPIFFE ids; the shapes exclude each
 * other.
 */
public record SpiffeId(TrustDomain trustDomain, String path) {
  public static final String SCHEME = "spiffe://";

  /** SPIFFE-ID section 2.3: an implementation must support this length and may refuse more. */
  private static final int MAX_LENGTH = 2048;

  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]+)*");
  private static final Set<String> DOTS = Set.of(".", "..");
  private static final Set<String> OPERATOR_ROLES = Set.of("officer", "auditor");
  private static final int URI_NAME = 6; // GeneralName CHOICE [6], RFC 5280 section 4.2.1.6

  public SpiffeId {
    boolean wellFormed = path.length() <= MAX_LENGTH && PATH.matcher(path).matches();
    if (!wellFormed || split(path).stream().anyMatch(DOTS::contains)) {
      throw Refusal.of("spiffe-id-syntax", "The path of the SPIFFE id is not in canonical form");
    }
  }

  public static SpiffeId parse(String text) {
    if (text.length() > MAX_LENGTH || !text.startsWith(SCHEME)) {
      throw Refusal.of(
          "spiffe-id-syntax", "A SPIFFE id begins with spiffe:// and has at most 2048 characters");
    }
    String rest = text.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    return slash < 0
        ? new SpiffeId(TrustDomain.parse(rest), "")
        : new SpiffeId(TrustDomain.parse(rest.substring(0, slash)), rest.substring(slash));
  }

  /**
   * The SPIFFE id in a certificate, which is its only URI name (X509-SVID section 2). A certificate
   * with no or several URI names is refused with CREDENTIAL_NOT_TRUSTED.
   */
  public static SpiffeId of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<String> uris =
          names == null
              ? List.of()
              : names.stream()
                  .filter(name -> Integer.valueOf(URI_NAME).equals(name.getFirst()))
                  .map(name -> (String) name.get(1))
                  .toList();
      if (uris.size() == 1) {
        return parse(uris.getFirst());
      }
    } catch (CertificateParsingException | ProblemException e) {
      throw notTrusted(e);
    }
    throw notTrusted(null);
  }

  private static ProblemException notTrusted(Exception cause) {
    return new ProblemException(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "certificate-uri-name",
        "The certificate does not have exactly one URI name that is a SPIFFE id",
        cause);
  }

  /** The path's segments, without slashes. */
  public List<String> segments() {
    return split(path);
  }

  private static List<String> split(String path) {
    return path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", -1));
  }

  public boolean isAgent() {
    return is(WorkloadKind.AGENT.text(), 2);
  }

  public boolean isService() {
    return is(WorkloadKind.SERVICE.text(), 2);
  }

  public boolean isDevice() {
    return is(WorkloadKind.DEVICE.text(), 2);
  }

  /** The kind of workload that the id names; empty for another id, a node's among them. */
  public Optional<WorkloadKind> workloadKind() {
    return Arrays.stream(WorkloadKind.values()).filter(kind -> is(kind.text(), 2)).findFirst();
  }

  public boolean isNode() {
    return is("node", 2);
  }

  public boolean isOperator() {
    return operatorRole().isPresent();
  }

  private boolean is(String first, int count) {
    List<String> segments = segments();
    return segments.size() == count
        && segments.getFirst().equals(first)
        && AgentId.isName(segments.getLast());
  }

  /** The role in an operator's id, or empty for another id or an unknown role. */
  public Optional<String> operatorRole() {
    return is("operator", 3)
        ? Optional.of(segments().get(1)).filter(OPERATOR_ROLES::contains)
        : Optional.empty();
  }

  @Override
  public String toString() {
    return SCHEME + trustDomain.name() + path;
  }
}
