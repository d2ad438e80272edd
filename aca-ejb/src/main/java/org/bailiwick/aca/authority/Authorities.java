package org.bailiwick.aca.authority;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The issuers of this node, by their ids in the ledger. A later ceremony adds issuers while the
 * node runs; earlier issuers keep their key, CRL and OCSP answers.
 */
public final class Authorities {

  private final Map<String, Authority> byId = new ConcurrentSkipListMap<>();
  private final KeySuccession successions = new KeySuccession();
  private final KeySuccession operatorSuccessions = new KeySuccession();
  private final Map<String, String> endorsements = new ConcurrentHashMap<>();
  private final Roots roots;
  private volatile String issuing;
  private volatile String operators;

  /**
   * @param roots the roots above the issuers of agents and nodes
   * @param issuing id of the issuer of agents and nodes until one succeeds it
   * @param operators id of the CA of operators, and of nodes as clients, until one succeeds it
   */
  public Authorities(List<Authority> all, Roots roots, String issuing, String operators) {
    this.roots = roots;
    all.forEach(each -> byId.put(each.id(), each));
    this.issuing = issuing;
    this.operators = operators;
    if (!byId.containsKey(issuing) || !byId.containsKey(operators)) {
      throw new IllegalStateException(
          "the ceremony record must list the issuers " + issuing + " and " + operators);
    }
  }

  /** The roots above the issuers of agents and nodes. */
  public Roots roots() {
    return roots;
  }

  /**
   * Adds an issuer that issues to agents and nodes from {@code inService} on.
   *
   * @param notBefore time before which it issues nothing, since nodes may not know it
   */
  public void succeed(Authority issuer, Instant inService, Instant notBefore) {
    byId.putIfAbsent(issuer.id(), issuer);
    successions.succeed(issuer.id(), inService, notBefore);
  }

  /**
   * Adds an operator CA that issues to nodes as clients from {@code inService} on.
   *
   * @param notBefore time before which it issues nothing, since nodes may not know it
   * @param endorsement the previous CA's statement on this CA, for nodes that know only the former
   */
  public void succeedOperators(
      Authority issuer, Instant inService, Instant notBefore, Optional<String> endorsement) {
    byId.putIfAbsent(issuer.id(), issuer);
    endorsement.ifPresent(text -> endorsements.put(issuer.id(), text));
    operatorSuccessions.succeed(issuer.id(), inService, notBefore);
  }

  /** Puts in service the issuers whose time has come. */
  public void follow(Instant now) {
    successions.find(now).ifPresent(last -> issuing = last);
    operatorSuccessions.find(now).ifPresent(last -> operators = last);
  }

  /** The issuer of agents and nodes that is in service. */
  public Authority agentIssuer() {
    return byId.get(issuing);
  }

  /** The operator CA that is in service. */
  public Authority operatorCa() {
    return byId.get(operators);
  }

  /** Every operator CA, also those that issue no more. */
  public List<Authority> operatorCas() {
    return byId.values().stream().filter(Authority::isSelfSigned).toList();
  }

  /** The endorsement of this operator CA by the previous one; the first has none. */
  public Optional<String> endorsement(String id) {
    return Optional.ofNullable(endorsements.get(id));
  }

  /** All issuers with a key on this node; each has a CRL. */
  public List<Authority> all() {
    return List.copyOf(byId.values());
  }

  public Stream<X509Certificate> certificates() {
    return byId.values().stream().map(Authority::certificate);
  }

  /** Whether this is the key of an issuer or a root. */
  public boolean holdKey(PublicKey key) {
    return Stream.concat(certificates(), roots.all().values().stream())
        .anyMatch(each -> each.getPublicKey().equals(key));
  }

  /** Refuses a key that is an issuer's or a root's. */
  public void requireNotOurs(PublicKey key) {
    if (holdKey(key)) {
      throw new ProblemException(
          ProblemType.KEY_HELD_BY_ANOTHER,
          "public-key-is-authoritys",
          "The public key is a key of this authority.");
    }
  }

  /** The number of issuers, which never becomes smaller. */
  public int count() {
    return byId.size();
  }

  /** All issuers of agents and nodes, not only the one in service. */
  public List<Authority> agentIssuers() {
    return byId.values().stream().filter(each -> !each.isSelfSigned()).toList();
  }

  public Optional<Authority> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The issuer of this id; NOT_FOUND if there is none. */
  public Authority require(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND, "issuer-unknown", "There is no such issuer here."));
  }
}
