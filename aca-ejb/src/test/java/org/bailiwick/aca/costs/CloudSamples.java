package org.bailiwick.aca.costs;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bailiwick.aca.evidence.aws.InstanceDocuments;
import org.bailiwick.aca.evidence.azure.AttestedDocuments;
import org.bailiwick.aca.evidence.workload.WorkloadTokenAttestor;
import org.bailiwick.aca.testing.CloudSigner;
import org.bailiwick.aca.testing.Jws;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Evidence of platforms on their workloads and machines; openssl signs the documents. */
final class CloudSamples {

  private static final long AZURE_NONCES = 10_000_000_000L;

  private final Path folder;
  private final Clock clock;

  CloudSamples(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** A Kubernetes service account's token, RS256. */
  Sample token() throws IOException, JoseException {
    Path issuers = Files.createDirectories(folder.resolve("workload-issuers"));
    KeyPair signer = TestKeys.rsa3072();
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(signer.getPublic());
    jwk.setKeyId("cluster-1");
    Files.writeString(
        issuers.resolve("cluster.json"),
        """
        {"issuer":"https://cluster.example","audience":"https://aca.example","algorithms":["RS256"],
         "jwks":{"keys":[%s]},"required":{"/namespace":["agents"]},"subject":["/sub"],"max_age":"PT1H"}
        """
            .formatted(jwk.toJson(OutputControlLevel.PUBLIC_ONLY)));
    long now = clock.instant().getEpochSecond();
    String text =
        Jws.sign(
            signer.getPrivate(),
            "RS256",
            Map.of("kid", "cluster-1"),
            Map.of(
                "iss",
                "https://cluster.example",
                "aud",
                List.of("https://aca.example"),
                "sub",
                "pod-1",
                "namespace",
                "agents",
                "iat",
                now,
                "exp",
                now + 3600));
    return Sample.of(
        new WorkloadTokenAttestor(issuers, clock), "oidc-token", text, clock.instant());
  }

  /** The identity document of an AWS instance. */
  Sample instanceDocument() throws IOException {
    Path rules = folder.resolve("aws");
    CloudSigner cloud = new CloudSigner(folder, "frankfurt", "rsa:2048");
    cloud.trustIn(rules);
    Files.writeString(
        rules.resolve("ours.json"),
        """
        {"certificates":["frankfurt.pem"],"accounts":["123456789012"],
         "regions":["eu-central-1"],"max_age":"PT1H"}
        """);
    Instant launched = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    String text =
        cloud.sign(
            """
            {"accountId":"123456789012","region":"eu-central-1","instanceId":"i-1","pendingTime":"%s"}
            """
                .formatted(launched),
            "-nodetach");
    return Sample.of(new InstanceDocuments(rules, clock), "aws-document", text, clock.instant());
  }

  /** The attested document of an Azure machine, whose signer is two below its root. */
  Sample attestedDocument() throws IOException, GeneralSecurityException {
    Path rules = folder.resolve("azure");
    CloudSigner root = new CloudSigner(folder, "azure-root", "rsa:2048");
    CloudSigner issuer =
        CloudSigner.below(
            root, "tls-ca", "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign");
    CloudSigner signer =
        CloudSigner.below(issuer, "signer", "subjectAltName=DNS:eastus.metadata.azure.com");
    root.trustIn(rules);
    issuer.trustIn(rules);
    Files.writeString(
        rules.resolve("ours.json"),
        """
        {"roots":["azure-root.pem"],"intermediates":["tls-ca.pem"],"hosts":["metadata.azure.com"],
         "subscriptions":["aaaa-1"]}
        """);
    DateTimeFormatter time =
        DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    String document =
        """
        {"nonce":"%s","timeStamp":{"createdOn":"%s -0000","expiresOn":"%s -0000"},
         "vmId":"vm-7","subscriptionId":"aaaa-1"}
        """
            .formatted(
                azureNonce(),
                time.format(clock.instant()),
                time.format(clock.instant().plusSeconds(3600)));
    return Sample.of(
        new AttestedDocuments(rules, clock),
        "azure-document",
        signer.sign(document, "-nodetach"),
        clock.instant());
  }

  /**
   * As a shell would calculate it: the first 14 hex digits of the nonce's SHA-256, modulo 10^10.
   */
  private static String azureNonce() throws GeneralSecurityException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(Sample.NONCE.getBytes(StandardCharsets.UTF_8));
    BigInteger digits = new BigInteger(HexFormat.of().formatHex(digest).substring(0, 14), 16);
    return "%010d".formatted(digits.mod(BigInteger.valueOf(AZURE_NONCES)));
  }
}
