package org.bailiwick.aca.lint;

import static org.bailiwick.aca.lint.CertificateProfile.AGENT;
import static org.bailiwick.aca.lint.CertificateProfile.NODE;
import static org.bailiwick.aca.lint.CertificateProfile.OPERATOR;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.bailiwick.aca.lint.Defects.Defect;
import org.bailiwick.contract.credential.OwnerBinding;
import org.bailiwick.contract.credential.OwnerKeyExtension;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Bodies with one defect each in the owner's key. */
final class OwnerKeyDefects {

  /** The owner in the agent's information. */
  static final Owner OWNER =
      TestCa.create(SoundSpecimens.DOMAIN).information("invoice.parse@1").owner();

  private OwnerKeyDefects() {}

  static List<Defect> all() {
    return List.of(
        new Defect("owner's key unreadable", AGENT, "owner-key", s -> put(s, DERNull.INSTANCE)),
        new Defect(
            "owner's key with a member too many", AGENT, "owner-key", s -> put(s, longer(sound()))),
        new Defect(
            "owner's key critical",
            AGENT,
            "critical",
            s -> s.with(OwnerKeyRules.OWNER_KEY, true, sound())),
        new Defect("node with an owner's key", NODE, "extension-known", s -> put(s, sound())),
        new Defect(
            "operator with an owner's key", OPERATOR, "extension-known", s -> put(s, sound())),
        new Defect(
            "key of another owner",
            AGENT,
            "owner-key-owner",
            s -> put(s, binding(Owner.parse("Somebody Else"), TestKeys.ec().getPublic()))),
        new Defect(
            "owner's key is the agent's",
            AGENT,
            "owner-key-of-agent",
            s -> put(s, binding(OWNER, key(s.key)))),
        new Defect(
            "owner's key is the issuer's",
            AGENT,
            "owner-key-of-issuer",
            s -> put(s, binding(OWNER, key(CredentialLintTest.issuingKey())))));
  }

  static ASN1Encodable sound() {
    return binding(OWNER, TestKeys.ec().getPublic());
  }

  private static void put(SpecimenBuilder specimen, ASN1Encodable value) {
    specimen.with(OwnerKeyRules.OWNER_KEY, false, value);
  }

  private static ASN1Encodable binding(Owner owner, PublicKey key) {
    try {
      return ASN1Primitive.fromByteArray(OwnerKeyExtension.encode(new OwnerBinding(owner, key)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ASN1Encodable longer(ASN1Encodable binding) {
    ASN1Sequence members = ASN1Sequence.getInstance(binding);
    return new DERSequence(
        new ASN1Encodable[] {
          members.getObjectAt(0), members.getObjectAt(1), members.getObjectAt(2), DERNull.INSTANCE
        });
  }

  private static PublicKey key(SubjectPublicKeyInfo info) {
    try {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
