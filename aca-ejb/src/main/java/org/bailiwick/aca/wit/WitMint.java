package org.bailiwick.aca.wit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.lineage.Lineage;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.pipeline.CredentialToken;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.contract.credential.OwnerKeyExtension;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.jose.SignedStatement;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.statuslist.StatusPlace;
import org.bailiwick.node.statuslist.StatusPlaces;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Makes Workload Identity Tokens and JWT-SVIDs for valid credentials. A token is recorded, signed
 * and verified before it is returned. No database connection is held while the HSM works.
 */
@Singleton
public final class WitMint {

  /** 128 random bits, which are unique and can't be guessed. */
  private static final int ID_OCTETS = 16;

  private final URI issuer;
  private final WitSigner signer;
  private final GroupWriter writer;
  private final AuditHeads heads;
  private final StatusPlaces places;
  private final Meter meter;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  @Inject
  public WitMint(
      AcaSettings settings,
      WitSigner signer,
      @ForAca GroupWriter writer,
      @ForAca AuditHeads heads,
      @ForAca StatusPlaces places,
      Meter meter,
      @ForAca Clock clock) {
    this.issuer = settings.baseUrl();
    this.signer = signer;
    this.writer = writer;
    this.heads = heads;
    this.places = places;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Refuses while no token could be signed, before a caller does work that needs a token.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE, check wit-key-missing where no ceremony has made a
   *     key
   */
  public void requireReady() {
    inService();
  }

  /**
   * A Workload Identity Token for the agent and key of this credential.
   *
   * @param life validity of the token, which ends with the credential at the latest
   * @param permit the decision that allows the token, unless the decision is recorded already
   * @throws ProblemException CREDENTIAL_REVOKED, CREDENTIAL_NOT_TRUSTED (check credential-expired),
   *     IDENTITY_FROZEN, KEY_COMPROMISED, or as {@link #requireReady}
   */
  public CredentialToken mint(
      IssuedCredential credential, Duration life, Optional<AuditEntry> permit) {
    X509Certificate certificate = credential.certificate();
    return meter.measure(
        "wit",
        clock,
        () ->
            minted(
                credential,
                permit,
                life,
                frame ->
                    new Wit(
                        issuer,
                        credential.holder(),
                        certificate.getPublicKey(),
                        OwnerKeyExtension.find(certificate),
                        frame.from(),
                        frame.to(),
                        frame.id(),
                        frame.place())));
  }

  /**
   * A JWT-SVID for the agent of this credential.
   *
   * @param audiences the recipients that may accept it
   * @param life validity of the token, which ends with the credential at the latest
   * @param permit the decision that allows the token
   * @throws ProblemException as {@link #mint}
   */
  public CredentialToken mintJwtSvid(
      IssuedCredential credential, List<String> audiences, Duration life, AuditEntry permit) {
    return meter.measure(
        "jwt_svid",
        clock,
        () ->
            minted(
                credential,
                Optional.of(permit),
                life,
                frame ->
                    new JwtSvid(
                        issuer,
                        credential.holder(),
                        audiences,
                        frame.from(),
                        frame.to(),
                        frame.id(),
                        frame.place())));
  }

  private CredentialToken minted(
      IssuedCredential credential,
      Optional<AuditEntry> permit,
      Duration life,
      Function<Frame, RecordedToken> claims) {
    heads.requireComplete();
    WitSigner.Current key = inService();
    RecordedToken token = claims.apply(frame(credential.certificate(), life));
    record(token, credential, key.signer().kid(), permit);
    String compact = key.signer().sign(token.type(), token.claims());
    if (!SignedStatement.payload(compact, token.type(), key.publicKey())
        .equals(Optional.of(token.claims().toString()))) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "wit-signature",
          "The HSM's signature can't be verified.");
    }
    return new CredentialToken(compact, token.expiresAt());
  }

  private WitSigner.Current inService() {
    return signer
        .inService()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.SIGNER_UNAVAILABLE,
                    "wit-key-missing",
                    "This authority has no key for Workload Identity Tokens."));
  }

  /**
   * The claims that tokens of all kinds have: times in whole seconds, identifier, and place in a
   * list.
   */
  private record Frame(Instant from, Instant to, String id, StatusPlace place) {}

  private Frame frame(X509Certificate certificate, Duration life) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant credentialEnd = certificate.getNotAfter().toInstant();
    if (!now.isBefore(credentialEnd)) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_NOT_TRUSTED, "credential-expired", "The credential has expired.");
    }
    Instant usual = now.plus(life);
    Instant end = usual.isAfter(credentialEnd) ? credentialEnd : usual;
    byte[] id = new byte[ID_OCTETS];
    random.nextBytes(id);
    return new Frame(now, end, Octets.of(id).base64url(), places.next(end));
  }

  private void record(
      RecordedToken token, IssuedCredential credential, String keyId, Optional<AuditEntry> permit) {
    X509Certificate certificate = credential.certificate();
    CredentialRef ref = credential.ref();
    List<UnitOfWork> units = new ArrayList<>();
    units.add(IssuanceLedger.requireNotRevoked(ref));
    units.add(Lineage.requireNotFrozen(token.agent()));
    units.add(
        CompromisedKeys.requireSound(
            KeyDigest.of(certificate.getPublicKey()), CompromisedKeys.Use.SUBJECT));
    OwnerKeyExtension.find(certificate)
        .map(owner -> KeyDigest.of(owner.key()))
        .map(digest -> CompromisedKeys.requireSound(digest, CompromisedKeys.Use.OWNER))
        .ifPresent(units::add);
    units.add(em -> em.persist(new WitRow(token, ref, keyId)));
    AuditEntry issued =
        AuditEntry.of(token.event(), Outcome.DONE, "", token.agent())
            .about(ref.toString())
            .with("jti", token.id())
            .with("key_id", keyId)
            .with("status_list", Long.toString(token.place().list()))
            .with("status_index", Integer.toString(token.place().index()))
            .with("expires_at", token.expiresAt().toString());
    writer.commit(
        UnitOfWork.all(units),
        Stream.concat(permit.stream(), Stream.of(withAudiences(issued, token)))
            .toArray(AuditEntry[]::new));
  }

  private static AuditEntry withAudiences(AuditEntry issued, RecordedToken token) {
    return token instanceof JwtSvid svid
        ? issued.with("audience", String.join(" ", svid.audiences()))
        : issued;
  }

  /** Deletes expired tokens; their events stay in the audit log. */
  public static UnitOfWork forgetExpired(Instant now) {
    return em ->
        em.createQuery("delete from Wit w where w.expiresAt < :now")
            .setParameter("now", now)
            .executeUpdate();
  }
}
