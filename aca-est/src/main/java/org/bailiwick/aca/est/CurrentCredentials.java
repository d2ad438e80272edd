package org.bailiwick.aca.est;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.request.PredeterminedRequest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerEntry;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Reads a credential in use and its evidence from the ledger, for a renewal. The new credential has
 * the same agent, device and principal.
 */
@Singleton
final class CurrentCredentials {

  private final Authorities authorities;
  private final IssuanceLedger ledger;
  private final CompromisedKeys keys;
  private final UserTokens users;

  @Inject
  CurrentCredentials(
      Authorities authorities, IssuanceLedger ledger, CompromisedKeys keys, UserTokens users) {
    this.authorities = authorities;
    this.ledger = ledger;
    this.keys = keys;
    this.users = users;
  }

  /**
   * The request to renew the credential of this peer. A key that was reported as compromised is
   * refused, because the party that holds it could get another credential with it.
   *
   * @throws ProblemException EVIDENCE_REJECTED if the ledger has no such credential of an agent;
   *     KEY_COMPROMISED if its key was reported as compromised
   */
  PredeterminedRequest renewal(String protocol, VerifiedPeer peer, Octets csr) {
    AgentCredential credential = AgentCredential.read(peer.certificate());
    IssuanceEntry issued =
        entry(credential.certificate(), credential.serial())
            .map(LedgerEntry::issuance)
            .filter(each -> each.key().holder().equals(credential.agent().toString()))
            .orElseThrow(CurrentCredentials::unknown);
    Grounds.Device device = issued.grounds().device().orElseThrow(CurrentCredentials::unknown);
    KeyDigest key = new KeyDigest(issued.key().sha256());
    keys.requireSoundNow(key, CompromisedKeys.Use.RENEWED);
    return new PredeterminedRequest(
        protocol,
        csr,
        requested(credential, issued.profile()),
        List.of(
            AttestedSubject.keyless(
                    PredeterminedRequest.RENEWED, device.issuer(), device.serialNumber())
                .onBehalfOf(user(issued))
                .with(stillValid(issued.ref(), key))),
        List.of(),
        Optional.of(credential.certificate()),
        Optional.empty());
  }

  /**
   * Checks the credential again in the transaction of the issuance. The peer filter checked it when
   * the request arrived; a later revocation would not cover the new credential.
   */
  private static UnitOfWork stillValid(CredentialRef ref, KeyDigest key) {
    return IssuanceLedger.requireNotRevoked(ref)
        .and(CompromisedKeys.requireSound(key, CompromisedKeys.Use.RENEWED));
  }

  private static CredentialRequest requested(AgentCredential credential, String profile) {
    AgentInformation information = credential.information();
    return new CredentialRequest(
        profile,
        WorkloadId.of(credential.agent()),
        information.owner(),
        information.capabilities(),
        information.locator(),
        new TreeSet<>(information.validationMethods()),
        Optional.of(credential.serial()));
  }

  /**
   * The user who requested the credential. A report of the identity provider since the issuance
   * refuses the renewal; an earlier one does not, because it has revoked the credential if it
   * concerned it.
   */
  private UserContext user(IssuanceEntry issued) {
    Principal principal = issued.grounds().principal().orElseThrow(CurrentCredentials::unknown);
    String requester = issued.grounds().requester().orElseGet(() -> namedBy(principal));
    Set<String> roles =
        principal.kind() == Principal.Kind.ROLE ? Set.of(principal.subject()) : Set.of();
    return users.withCurrentOwners(
        new UserContext(
            principal.issuer(),
            requester,
            roles,
            Map.of(),
            issued.validity().notBefore(),
            Optional.empty()));
  }

  /**
   * The requester of a credential whose row is from the time before the ledger stored requesters. A
   * credential of a person was requested by this person. The requester of a credential of a role is
   * unknown, so reports on users could not revoke a renewed one.
   */
  private static String namedBy(Principal principal) {
    if (principal.kind() == Principal.Kind.PERSON) {
      return principal.subject();
    }
    throw new ProblemException(
        ProblemType.EVIDENCE_REJECTED,
        "renewal-requester-unknown",
        "This credential of a role is from before the ledger stored requesters; enrol again with"
            + " a token of the user.");
  }

  private Optional<LedgerEntry> entry(X509Certificate certificate, SerialNumber serial) {
    return authorities.agentIssuers().stream()
        .filter(
            each ->
                each.certificate()
                    .getSubjectX500Principal()
                    .equals(certificate.getIssuerX500Principal()))
        .map(Authority::id)
        .flatMap(id -> ledger.find(new CredentialRef(id, serial)).stream())
        .filter(each -> each.certificate().filter(der -> isOf(certificate, der)).isPresent())
        .findFirst();
  }

  private static boolean isOf(X509Certificate certificate, byte[] der) {
    return Pem.certificate(der).equals(certificate);
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.EVIDENCE_REJECTED,
        "renewal-unknown",
        "The ledger has no such credential of an agent.");
  }
}
