package org.bailiwick.aca.issuance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.aca.certifiedkey.CertifiedKeys;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.evidence.VerifiedApplicant;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.owner.OwnerKey;
import org.bailiwick.aca.nonce.SpentNonces;
import org.bailiwick.aca.withdrawal.WithdrawnUsers;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The conditions of a request. They are checked and recorded in the transaction that accepts it:
 * that of the reservation or, if officers have to approve it, that in which it begins to wait.
 */
final class ApplicantConditions {

  private ApplicantConditions() {}

  /**
   * Requires attested subjects whose keys are sound and a user whom no report has withdrawn, binds
   * the subjects, and spends the nonce and the owner's consent.
   */
  static UnitOfWork of(VerifiedApplicant applicant) {
    List<UnitOfWork> conditions = new ArrayList<>();
    applicant.subjects().forEach(subject -> conditions.addAll(onSubject(subject)));
    conditions.add(WithdrawnUsers.requireNotWithdrawn(applicant.user()));
    applicant.nonce().map(SpentNonces::spend).ifPresent(conditions::add);
    applicant.ownerKey().map(OwnerKey::companion).ifPresent(conditions::add);
    return UnitOfWork.all(conditions);
  }

  private static List<UnitOfWork> onSubject(AttestedSubject subject) {
    Stream<UnitOfWork> sound =
        Stream.concat(Stream.of(subject.keySha256()), subject.voucherKeySha256().stream())
            .map(KeyDigest::new)
            .map(key -> CompromisedKeys.requireSound(key, CompromisedKeys.Use.DEVICE));
    return Stream.concat(sound, Stream.of(subject.companion())).toList();
  }

  /**
   * Requires that the keys to be certified are neither compromised nor another holder's. For a
   * reservation the issuing pipeline and the ledger require this themselves.
   */
  static UnitOfWork onKeys(VerifiedApplicant applicant) {
    KeyDigest key = KeyDigest.of(applicant.key());
    UnitOfWork sound = CompromisedKeys.requireSound(key, CompromisedKeys.Use.SUBJECT);
    UnitOfWork free =
        CertifiedKeys.requireFree(new HeldKey(key.base64url(), applicant.workload().toString()));
    UnitOfWork owner =
        applicant.ownerKey().map(ApplicantConditions::onKey).orElseGet(UnitOfWork::none);
    return sound.and(free).and(owner);
  }

  private static UnitOfWork onKey(OwnerKey owner) {
    KeyDigest key = KeyDigest.of(owner.key());
    return CompromisedKeys.requireSound(key, CompromisedKeys.Use.OWNER)
        .and(CertifiedKeys.requireOwners(key.base64url()));
  }
}
