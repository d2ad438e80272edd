package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.RootCrlMaker;
import org.bailiwick.aca.ceremony.plan.RootCrlPlan;
import org.bailiwick.aca.ceremony.records.Announcement;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Circumstances;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CrlEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Succession;
import org.bailiwick.aca.ceremony.records.RootCrlRecord;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.hsm.SigningKey;

/**
 * Holds a ceremony that makes no key: it signs the next CRL of a root before the CRL in force ends,
 * or to revoke a certificate that the root signed. It writes the record before the CRL, so that
 * every published CRL is in a record.
 */
public final class RootCrlCeremony {

  private final RootCrlPlan plan;
  private final Clock clock;
  private final CeremonyFiles files;

  public RootCrlCeremony(RootCrlPlan plan, Clock clock) {
    this.plan = plan;
    this.clock = clock;
    this.files = new CeremonyFiles(plan.folder());
  }

  /** The record, and the number and end of the CRL that is in it and in the folder. */
  public record Held(Path record, BigInteger number, Instant nextUpdate) {}

  /**
   * Holds the ceremony.
   *
   * @throws CeremonyException when an input is missing or wrong; the message names it
   */
  public Held hold() {
    require(
        !new CeremonyJournal(plan.folder()).exists(),
        "Another ceremony was interrupted in this folder: clear it first");
    try (CeremonyTokens tokens = CeremonyTokens.open(plan.tokens())) {
      SigningKey audit = tokens.key(plan.audit());
      RecordedRoot root = RecordedRoot.read(plan, audit);
      SigningKey key = tokens.key(plan.root());
      root.requireKey(key.publicKey());
      return publish(next(root, key), root, audit);
    } catch (IllegalStateException | ProblemException e) {
      throw new CeremonyException("The ceremony stopped: " + e.getMessage(), e);
    }
  }

  private X509CRL next(RecordedRoot root, SigningKey key) {
    X509CRL before = inForce(root.certificate());
    for (RootCrlRecord recorded : root.crls()) {
      before =
          recorded.number().compareTo(RootCrlMaker.number(before)) > 0 ? recorded.crl() : before;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    require(
        !now.isBefore(before.getThisUpdate().toInstant()),
        "The clock is before the CRL in force, which was signed at "
            + before.getThisUpdate().toInstant());
    for (SerialNumber serial : plan.revocations().keySet()) {
      require(
          root.issued(serial),
          "No record has a certificate " + serial.hex() + " that " + root.label() + " signed");
      require(
          before.getRevokedCertificate(serial.value()) == null,
          "The CRL lists " + serial.hex() + " already");
    }
    return new RootCrlMaker(root.certificate(), key)
        .after(before, plan.revocations(), RootCrlMaker.Validity.of(now, plan.validity()));
  }

  /** The published CRL, which must be signed by this root. */
  private X509CRL inForce(X509Certificate root) {
    Path file = plan.folder().resolve(plan.root().label() + ".crl");
    try (InputStream in = Files.newInputStream(file)) {
      X509CRL crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
      crl.verify(root.getPublicKey());
      return crl;
    } catch (IOException e) {
      throw new CeremonyException("The CRL in force, " + file + ", can't be read", e);
    } catch (GeneralSecurityException e) {
      throw new CeremonyException("The CRL in force, " + file + ", is not this root's", e);
    }
  }

  private Held publish(X509CRL crl, RecordedRoot root, SigningKey audit) {
    BigInteger number = RootCrlMaker.number(crl);
    Instant now = crl.getThisUpdate().toInstant();
    CeremonyRecord record =
        new CeremonyRecord(
            plan.names(),
            new Circumstances(
                now,
                root.first().circumstances().rootMode(),
                plan.inputSha256(),
                CeremonyAuthorities.software()),
            List.of(root.entry(), root.audit()),
            List.of(root.certificateEntry()),
            List.of(new CrlEntry(root.label(), crl)),
            Optional.of(
                new Succession(
                    root.label(),
                    now,
                    root.firstSha256(),
                    Optional.empty(),
                    Announcement.REQUIRED)));
    Path written = files.record(RootCrlRecord.file(root.label(), number), record.signed(audit));
    files.crl(root.label(), crl);
    return new Held(written, number, crl.getNextUpdate().toInstant());
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new CeremonyException(fault);
    }
  }
}
