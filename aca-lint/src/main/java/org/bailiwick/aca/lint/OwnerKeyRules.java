package org.bailiwick.aca.lint;

import java.util.Arrays;
import java.util.Optional;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.OwnerBinding;
import org.bailiwick.contract.credential.OwnerKeyExtension;
import org.bailiwick.contract.identity.Owner;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** The rules for the owner's key: strict DER of version 1, with the owner of the agent. */
final class OwnerKeyRules {

  static final ASN1ObjectIdentifier OWNER_KEY = new ASN1ObjectIdentifier(OwnerKeyExtension.OID);

  private OwnerKeyRules() {}

  static void examine(Specimen specimen, Findings found) {
    found.run(
        "owner-key",
        () ->
            specimen
                .extension(OWNER_KEY)
                .map(value -> OwnerKeyExtension.decode(value.getExtnValue().getOctets()))
                .ifPresent(binding -> examine(specimen, binding, found)));
  }

  private static void examine(Specimen specimen, OwnerBinding binding, Findings found) {
    Optional<Owner> stated =
        specimen
            .extension(ExtensionRules.AGENT_INFORMATION)
            .map(Extension::getExtnValue)
            .map(value -> AgentInformationExtension.decode(value.getOctets()).owner());
    found.unless(
        stated.equals(Optional.of(binding.owner())),
        "owner-key-owner",
        "the owner's key is of another owner than the agent");
    found.unless(
        !isKey(binding, specimen.body().getSubjectPublicKeyInfo()),
        "owner-key-of-agent",
        "the owner's key is the agent's");
    found.unless(
        !isKey(binding, specimen.issuer().getSubjectPublicKeyInfo()),
        "owner-key-of-issuer",
        "the owner's key is the issuer's");
  }

  private static boolean isKey(OwnerBinding binding, SubjectPublicKeyInfo other) {
    return Arrays.equals(binding.key().getEncoded(), BasicRules.der(other));
  }
}
