package org.bailiwick.master.caller;

import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Who a request is by. Agents, services and devices are workloads: they have a SPIFFE id and call
 * with a certificate. A client is an agent without certificate, known by the word of a partner's
 * server, or of an attester of this domain. A person is known by the word of an identity provider.
 * An account is a service, a device or a person that has only a secret.
 */
public sealed interface CallerIdentity {

  CallerKind kind();

  /** The caller's name in rows, tokens and the audit log, unique among callers of its kind. */
  String name();

  /**
   * What the names of all callers begin with that share bounds with this one: its trust domain's
   * workloads, or its provider's persons.
   */
  String domain();

  /** The certificate with which the caller has called; empty for one that is no workload. */
  Optional<CallerCredential> presented();

  /** Whether both are the same caller, with whichever certificate each has called. */
  default boolean isSame(CallerIdentity other) {
    return kind() == other.kind() && name().equals(other.name());
  }

  /**
   * Whether credentials of both may be in one request: they are of one caller, or of an account and
   * the workload to whose certificate it is bound.
   */
  default boolean agreesWith(CallerIdentity other) {
    return isSame(other) || isBound(this, other) || isBound(other, this);
  }

  private static boolean isBound(CallerIdentity one, CallerIdentity other) {
    return one instanceof Account account
        && other instanceof Workload workload
        && account.boundTo().filter(workload.id()::equals).isPresent();
  }

  /** A caller with a SPIFFE id. */
  sealed interface Workload extends CallerIdentity {
    SpiffeId id();

    CallerCredential credential();

    @Override
    default String name() {
      return id().toString();
    }

    @Override
    default String domain() {
      return SpiffeId.SCHEME + id().trustDomain().name() + "/";
    }

    @Override
    default Optional<CallerCredential> presented() {
      return Optional.of(credential());
    }
  }

  /** An agent of this domain or of a partner's; all workloads of a partner count as agents. */
  record Agent(SpiffeId id, CallerCredential credential) implements Workload {
    @Override
    public CallerKind kind() {
      return CallerKind.AGENT;
    }
  }

  /** A service of this domain. */
  record ServiceWorkload(SpiffeId id, CallerCredential credential) implements Workload {
    @Override
    public CallerKind kind() {
      return CallerKind.SERVICE;
    }
  }

  /** A device of this domain. */
  record DeviceWorkload(SpiffeId id, CallerCredential credential) implements Workload {
    @Override
    public CallerKind kind() {
      return CallerKind.DEVICE;
    }
  }

  /** A person, by issuer and subject of a verified token of an identity provider. */
  record Person(String issuer, String subject) implements CallerIdentity {
    private static final String HTTPS = "https://";
    private static final char SEPARATOR = '#';

    /** An issuer is an https URL without fragment (OpenID Connect Core section 2). */
    public Person {
      if (!issuer.startsWith(HTTPS) || issuer.indexOf(SEPARATOR) >= 0 || subject.isEmpty()) {
        throw new IllegalArgumentException("a person has an https issuer and a subject");
      }
    }

    /**
     * The person of this name.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Person named(String name) {
      int end = name.indexOf(SEPARATOR);
      return new Person(name.substring(0, Math.max(end, 0)), name.substring(end + 1));
    }

    @Override
    public CallerKind kind() {
      return CallerKind.PERSON;
    }

    @Override
    public String name() {
      return domain() + subject;
    }

    @Override
    public String domain() {
      return issuer + SEPARATOR;
    }

    @Override
    public Optional<CallerCredential> presented() {
      return Optional.empty();
    }
  }

  /**
   * An agent that calls without a certificate, by a key to which its token is bound (RFC 9449): of
   * a partner, whose authorization server has named agent and key in a grant, or of this domain,
   * where a trusted attester has named them in an attestation.
   */
  record Client(SpiffeId id) implements CallerIdentity {
    @Override
    public CallerKind kind() {
      return CallerKind.CLIENT;
    }

    @Override
    public String name() {
      return id.toString();
    }

    @Override
    public String domain() {
      return SpiffeId.SCHEME + id.trustDomain().name() + "/";
    }

    @Override
    public Optional<CallerCredential> presented() {
      return Optional.empty();
    }
  }

  /**
   * A caller that shows a secret of its account: a service, a device or a person. Its name begins
   * with a scheme of its own, so that it is never that of a workload or of a provider's person.
   *
   * @param boundTo the SPIFFE id with whose certificate alone the secret counts, if any; a row of a
   *     job does not tell
   */
  record Account(CallerKind kind, String account, Optional<SpiffeId> boundTo)
      implements CallerIdentity {
    private static final String SCHEME = "account:";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    public Account {
      boolean isAgent = kind == CallerKind.AGENT || kind == CallerKind.CLIENT;
      if (isAgent || !isName(account)) {
        throw new IllegalArgumentException("an account has a name and is no agent's");
      }
    }

    /** Whether an account may have this name. */
    public static boolean isName(String text) {
      return NAME.matcher(text).matches();
    }

    @Override
    public String name() {
      return SCHEME + account;
    }

    @Override
    public String domain() {
      return SCHEME;
    }

    @Override
    public Optional<CallerCredential> presented() {
      return Optional.empty();
    }
  }

  /** The caller behind a verified peer; empty for operators and nodes, which call no service. */
  static Optional<CallerIdentity> find(VerifiedPeer peer) {
    return switch (peer.kind()) {
      case AGENT, FOREIGN ->
          Optional.of(new Agent(peer.id(), CallerCredential.of(peer.certificate())));
      case SERVICE ->
          Optional.of(new ServiceWorkload(peer.id(), CallerCredential.of(peer.certificate())));
      case DEVICE ->
          Optional.of(new DeviceWorkload(peer.id(), CallerCredential.of(peer.certificate())));
      case OPERATOR, NODE, NODE_TLS, PARTNER_NODE -> Optional.empty();
    };
  }

  /**
   * The caller behind a verified peer.
   *
   * @throws ProblemException policy-denied for operators and nodes, which call no service
   */
  static CallerIdentity of(VerifiedPeer peer) {
    return find(peer)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.POLICY_DENIED,
                    "peer-kind",
                    "This operation does not serve this kind of peer."));
  }

  /**
   * The caller that a row holds.
   *
   * @throws IllegalArgumentException or ProblemException when the row's columns do not fit together
   */
  static CallerIdentity stored(
      CallerKind kind, String name, Optional<CallerCredential> credential) {
    if (name.startsWith(Account.SCHEME)) {
      return new Account(kind, name.substring(Account.SCHEME.length()), Optional.empty());
    }
    return switch (kind) {
      case AGENT -> new Agent(SpiffeId.parse(name), required(credential));
      case SERVICE -> new ServiceWorkload(SpiffeId.parse(name), required(credential));
      case DEVICE -> new DeviceWorkload(SpiffeId.parse(name), required(credential));
      case PERSON -> Person.named(name);
      case CLIENT -> new Client(SpiffeId.parse(name));
    };
  }

  private static CallerCredential required(Optional<CallerCredential> credential) {
    return credential.orElseThrow(
        () -> new IllegalArgumentException("the row of a workload has no certificate"));
  }
}
