package org.bailiwick.aca.est;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.EvidenceReview;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.evidence.request.PredeterminedRequest;
import org.bailiwick.aca.issuance.CredentialIssuer;
import org.bailiwick.aca.issuance.Enrolment;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The operations of EST. This class makes a credential request from the authenticated client and
 * the label that an operator defined; the credential issuer checks the request. The class is an EJB
 * because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EstEnroller {

  /** The name of the protocol in the context of policies and in the audit log. */
  private static final String PROTOCOL = "est";

  private EstLabels labels;
  private EvidenceReview evidence;
  private CredentialIssuer issuer;
  private CredentialProfiles profiles;
  private UserTokens users;
  private Authorities authorities;
  private CurrentCredentials current;
  private JoinTokens tokens;

  /** Lets the container create a proxy. */
  public EstEnroller() {}

  @Inject
  EstEnroller(
      EstLabels labels,
      EvidenceReview evidence,
      CredentialIssuer issuer,
      CredentialProfiles profiles,
      UserTokens users,
      Authorities authorities,
      CurrentCredentials current,
      JoinTokens tokens) {
    this.labels = labels;
    this.evidence = evidence;
    this.issuer = issuer;
    this.profiles = profiles;
    this.users = users;
    this.authorities = authorities;
    this.current = current;
    this.tokens = tokens;
  }

  /**
   * The certificates of all issuers of agents' credentials and of all roots, as certs-only CMS (RFC
   * 7030 section 4.1.3).
   */
  public Octets authorities(String label) {
    labels.require(label);
    Stream<X509Certificate> issuing =
        Stream.concat(Stream.of(authorities.agentIssuer()), authorities.agentIssuers().stream())
            .map(Authority::certificate);
    return CertsOnly.of(
        Stream.concat(issuing, authorities.roots().all().values().stream()).distinct().toList());
  }

  /**
   * The attributes that the CSR should have; empty if the label defines none.
   *
   * @param chain of the requesting device, leaf first; if empty, the attributes have no agent name
   */
  public Optional<Octets> advice(String label, Optional<List<byte[]>> chain) {
    EstLabel terms = labels.require(label);
    if (terms.advice() == EstLabel.Advice.NONE) {
      return Optional.empty();
    }
    Optional<AttestedSubject> device = chain.map(evidence::device);
    Optional<CredentialRequest> requested =
        device.map(known -> terms.require(known).requested(trustDomain(), known));
    return requested
        .map(CredentialRequest::profile)
        .or(() -> onlyProfile(terms))
        .flatMap(profiles::expectationOf)
        .map(
            expected ->
                RequestAdvice.of(
                    terms.advice(), expected, requested.map(CredentialRequest::workload)));
  }

  private static Optional<String> onlyProfile(EstLabel label) {
    Set<String> profiles =
        label.devices().stream().map(each -> each.grant().profile()).collect(Collectors.toSet());
    return profiles.size() == 1 ? profiles.stream().findFirst() : Optional.empty();
  }

  /**
   * Certifies the CSR's key for the agent that the label's terms name for this device.
   *
   * @param chain of the device, leaf first, whose key the TLS handshake proved
   * @throws ProblemException EVIDENCE_REJECTED, or a refusal of the credential issuer
   */
  public Enrolment enrol(String label, List<byte[]> chain, EstRequest request) {
    EstLabel terms = labels.require(label);
    AttestedSubject device = evidence.device(chain);
    DeviceTerms predetermined = terms.require(device);
    DeviceTerms.ResponsiblePerson person = predetermined.person();
    return issuer.enrol(
        new PredeterminedRequest(
            PROTOCOL,
            request.csr(),
            predetermined.requested(trustDomain(), device),
            List.of(device.onBehalfOf(users.withCurrentOwners(person.user(terms.statedAt())))),
            List.of(),
            Optional.empty(),
            request.ticketFor(label)));
  }

  /**
   * Certifies the CSR's key for the agent for which a join token was issued.
   *
   * @param chain of a device, leaf first, for a profile that also requires one
   * @throws ProblemException EVIDENCE_REJECTED, or a refusal of the credential issuer
   */
  public Enrolment join(
      String label, EstToken login, Optional<List<byte[]>> chain, EstRequest request) {
    labels.require(label);
    CredentialRequest requested = tokens.requestOf(login.token());
    if (!requested.workload().isAgent()) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "est-agents-only",
          "Over EST only agents enrol, and the join token is for another kind of workload.");
    }
    if (!requested.workload().name().equals(login.agent())) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "est-user-name",
          "The user name is not the name of the agent that the join token is for.");
    }
    return issuer.enrol(
        new PredeterminedRequest(
            PROTOCOL,
            request.csr(),
            requested,
            chain.map(evidence::device).stream().toList(),
            List.of(new EvidenceItem(JoinTokens.TYPE, login.token())),
            Optional.empty(),
            request.ticketFor(label)));
  }

  /**
   * Certifies the CSR's key, which must be new, for the agent of this credential, with the
   * credential's attributes.
   *
   * @throws ProblemException EVIDENCE_REJECTED, INVALID_CSR, or a refusal of the credential issuer
   */
  public Enrolment renew(String label, VerifiedPeer agent, EstRequest request) {
    labels.require(label);
    return issuer.enrol(
        current.renewal(PROTOCOL, agent, request.csr()).with(request.ticketFor(label)));
  }

  private TrustDomain trustDomain() {
    return authorities.agentIssuer().trustDomain();
  }
}
