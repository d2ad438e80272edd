package org.bailiwick.ars.description;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * Certificates of made-up agents: each is a copy of one that the authority has issued, with another
 * serial number, name and content of the agent's extension. The signature is that of the template
 * and does not fit, which no reader of a stored record looks at.
 *
 * <p>Agent n has {@code bulk.all@1}, shares {@code bulk.kind<n/20>@1} with 19 others and {@code
 * bulk.topic<n mod 1000>@1?region=…} with a thousandth of all, in one of two regions.
 */
final class BulkCredentials {
  /** Fewer than an owner may have by default. */
  private static final int OF_ONE_OWNER = 5000;

  private static final int OF_ONE_KIND = 20;
  private static final int TOPICS = 1000;

  /** Ages of attestations in each class that the order of searches knows. */
  private static final List<Duration> AGES =
      List.of(Duration.ZERO, Duration.ofHours(6), Duration.ofDays(3), Duration.ofDays(20));

  /** Serial numbers of the authority begin with the time, and are longer. */
  private static final BigInteger FIRST_SERIAL = BigInteger.ONE.shiftLeft(60);

  private final X509Certificate template;
  private final Certificate form;
  private final AgentInformation information;
  private final AgentId agent;

  BulkCredentials(X509Certificate template) {
    this.template = template;
    AgentCredential read = AgentCredential.read(template);
    this.information = read.information();
    this.agent = read.agent();
    try {
      this.form = Certificate.getInstance(template.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The identifier under which an agent is listed; {@code bench/registry.sh} looks it up. */
  static String identifier(int number) {
    return "urn:uuid:01900000-0000-7000-8000-%012d".formatted(number);
  }

  AgentCredential credential(int number) {
    AgentInformation content = content(number);
    BigInteger serial = FIRST_SERIAL.add(BigInteger.valueOf(number));
    AgentId name =
        AgentId.parse("spiffe://" + agent.trustDomain().name() + "/agent/bulk-" + number);
    return new AgentCredential(
        certificate(serial, name, AgentInformationExtension.encode(content)),
        name,
        content,
        Optional.empty(),
        new SerialNumber(serial));
  }

  private AgentInformation content(int number) {
    String region = number / TOPICS % 2 == 0 ? "eu" : "us";
    AttestationSummary attested = information.attestation();
    return new AgentInformation(
        Owner.parse("Bulk owner " + number / OF_ONE_OWNER),
        CapabilitySet.parse(
            List.of(
                "bulk.all@1",
                "bulk.kind" + number / OF_ONE_KIND + "@1",
                "bulk.topic" + number % TOPICS + "@1?region=" + region)),
        Locator.parse("https://a" + number + "." + region + ".agents.example/work"),
        information.validationMethods(),
        information.principal(),
        new AttestationSummary(
            attested.verifier(),
            attested.status(),
            attested.policy(),
            attested.appraisedAt().minus(AGES.get(number % AGES.size()))));
  }

  private X509Certificate certificate(BigInteger serial, AgentId name, byte[] content) {
    TBSCertificate from = form.getTBSCertificate();
    V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
    body.setSerialNumber(new ASN1Integer(serial));
    body.setSignature(from.getSignature());
    body.setIssuer(from.getIssuer());
    body.setStartDate(from.getStartDate());
    body.setEndDate(from.getEndDate());
    body.setSubject(from.getSubject());
    body.setSubjectPublicKeyInfo(from.getSubjectPublicKeyInfo());
    body.setExtensions(extensions(from.getExtensions(), name, content));
    try {
      byte[] der =
          new DERSequence(
                  new ASN1Encodable[] {
                    body.generateTBSCertificate(), form.getSignatureAlgorithm(), form.getSignature()
                  })
              .getEncoded(ASN1Encoding.DER);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a copy of " + template.getSerialNumber() + " is none", e);
    }
  }

  private static Extensions extensions(Extensions from, AgentId name, byte[] content) {
    List<Extension> all = new ArrayList<>();
    for (ASN1ObjectIdentifier each : from.getExtensionOIDs()) {
      Extension extension = from.getExtension(each);
      if (each.equals(Extension.subjectAlternativeName)) {
        all.add(with(extension, names(name)));
      } else if (each.getId().equals(AgentInformationExtension.OID)) {
        all.add(with(extension, content));
      } else {
        all.add(extension);
      }
    }
    return new Extensions(all.toArray(Extension[]::new));
  }

  private static Extension with(Extension extension, byte[] content) {
    return new Extension(
        extension.getExtnId(), extension.isCritical(), new DEROctetString(content));
  }

  private static byte[] names(AgentId name) {
    try {
      return new GeneralNames(
              new GeneralName(GeneralName.uniformResourceIdentifier, name.toString()))
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
