package org.bailiwick.aca.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * A cloud's document for fuzz tests: sound CMS of a signer that is its own root, and changes of it.
 */
public final class CloudDocument {

  private static final KeyPair KEY = TestKeys.rsa2048();

  private final X509Certificate signer;
  private final String content;
  private final byte[] sound;

  /** Signed by a signer of this host, whose certificate is good for an hour around this time. */
  public CloudDocument(String host, Instant now, String content) {
    this.signer = signer(host, now);
    this.content = content;
    this.sound = signed(content.getBytes(StandardCharsets.UTF_8));
  }

  private static X509Certificate signer(String host, Instant now) {
    try {
      X500Principal name = new X500Principal("CN=cloud");
      Date begin = Date.from(now.minusSeconds(3600));
      Date end = Date.from(now.plusSeconds(3600));
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name, BigInteger.TWO, begin, end, name, KEY.getPublic())
                  .addExtension(
                      Extension.subjectAlternativeName,
                      false,
                      new GeneralNames(new GeneralName(GeneralName.dNSName, host)))
                  .build(signature()));
    } catch (CertIOException | CertificateException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ContentSigner signature() throws OperatorCreationException {
    return new JcaContentSignerBuilder("SHA256withRSA").build(KEY.getPrivate());
  }

  private byte[] signed(byte[] octets) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .build(signature(), signer));
      generator.addCertificates(new JcaCertStore(List.of(signer)));
      return generator
          .generate(new CMSProcessableByteArray(octets), true)
          .toASN1Structure()
          .getEncoded(ASN1Encoding.DER);
    } catch (CMSException
        | IOException
        | OperatorCreationException
        | CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A folder that has the signer's certificate as {@code cloud.pem}, and this rule. */
  public Path trustedBy(String rule) {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      Files.writeString(folder.resolve("cloud.pem"), Pem.of(signer));
      Files.writeString(folder.resolve("ours.json"), rule);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The seeds of the fuzzer. */
  public Stream<byte[]> seeds() {
    return Stream.concat(
        Inputs.decided(Inputs.seeds(content), 0), Inputs.decided(Inputs.seeds(sound), 1));
  }

  /** In base64url: other content under a good signature, or the sound document changed. */
  public String changed(byte[] input) {
    Choices choices = new Choices(input);
    byte[] document =
        choices.below(3) == 0 ? signed(Inputs.json(choices, content)) : Inputs.der(choices, sound);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(document);
  }
}
