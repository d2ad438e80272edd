package org.bailiwick.aca.evidence.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.evidence.anchor.EvidenceItem;
import org.bailiwick.aca.testing.TestWish;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.fuzz.Bounds;
import org.bailiwick.contract.fuzz.Choices;
import org.bailiwick.contract.fuzz.Fuzz;
import org.bailiwick.contract.fuzz.Inputs;
import org.bailiwick.contract.testing.TestKeys;
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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A cloud's CMS document: any octets, a sound one with a few changed values, and any content under
 * a good signature.
 */
class InstanceDocumentFuzz {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final PublicKey AGENT = TestKeys.ec().getPublic();
  private static final KeyPair KEY = TestKeys.rsa3072();
  private static final X509Certificate SIGNER = signer();
  private static final InstanceDocuments DOCUMENTS = documents();
  private static final String CONTENT =
      "{\"accountId\":\"123456789012\",\"region\":\"eu-central-1\",\"instanceId\":\"i-0abc\","
          + "\"pendingTime\":\"2026-11-25T11:59:00Z\",\"devpayProductCodes\":null}";
  private static final byte[] SOUND = signed(CONTENT.getBytes(StandardCharsets.UTF_8));

  static Stream<byte[]> seeds() {
    return Stream.concat(Inputs.seeds(SOUND), Inputs.seeds(CONTENT));
  }

  private static X509Certificate signer() {
    try {
      X500Principal name = new X500Principal("CN=cloud");
      Date begin = Date.from(NOW.minusSeconds(3600));
      Date end = Date.from(NOW.plusSeconds(3600));
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name, BigInteger.TWO, begin, end, name, KEY.getPublic())
                  .build(signature()));
    } catch (CertificateException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ContentSigner signature() throws OperatorCreationException {
    return new JcaContentSignerBuilder("SHA256withRSA").build(KEY.getPrivate());
  }

  private static InstanceDocuments documents() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      Files.writeString(folder.resolve("cloud.pem"), Pem.of(SIGNER));
      Files.writeString(
          folder.resolve("ours.json"),
          """
          {"certificates":["cloud.pem"],"accounts":["123456789012"],
           "regions":["eu-central-1"],"max_age":"PT10M"}
          """);
      return new InstanceDocuments(folder, CLOCK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] signed(byte[] content) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .build(signature(), SIGNER));
      generator.addCertificates(new JcaCertStore(List.of(SIGNER)));
      return generator.generate(new CMSProcessableByteArray(content), true).getEncoded();
    } catch (CMSException
        | IOException
        | OperatorCreationException
        | CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] document(Choices choices) {
    return choices.below(3) == 0
        ? signed(Inputs.json(choices, CONTENT))
        : Inputs.der(choices, SOUND);
  }

  @MethodSource("seeds")
  @Fuzz
  void namesAnInstanceOrIsRefused(byte[] input) throws Exception {
    byte[] document = document(new Choices(input));
    String value = Base64.getUrlEncoder().withoutPadding().encodeToString(document);
    Bounds.hold(
        value.length(),
        () ->
            DOCUMENTS.authenticate(
                new EvidenceItem("aws-document", value), TestWish.binding(AGENT, "nonce", NOW)));
  }
}
