package org.bailiwick.client.attestor;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.bailiwick.client.http.MetadataEndpoint;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** A document, signed in CMS, by which a cloud identifies one of its machines. */
public final class InstanceDocument implements InitialEvidence {
  private static final String AWS = "aws-document";
  private static final String AZURE = "azure-document";
  private static final byte SEQUENCE = 0x30;
  private static final int NONCE_OCTETS = 7;
  private static final long TEN_DIGITS = 10_000_000_000L;

  private interface Source {
    byte[] der(String nonce);
  }

  private final String type;
  private final Source source;

  private InstanceDocument(String type, Source source) {
    this.type = type;
    this.source = source;
  }

  /** A document from version 2 of AWS's metadata service, which needs a session token. */
  public static InstanceDocument aws(URI service) {
    MetadataEndpoint endpoint = new MetadataEndpoint(service);
    return new InstanceDocument(
        AWS,
        nonce -> {
          String session =
              endpoint.put(
                  "/latest/api/token", Map.of("X-aws-ec2-metadata-token-ttl-seconds", "60"));
          return decoded(
              endpoint.get(
                  "/latest/dynamic/instance-identity/rsa2048",
                  Map.of("X-aws-ec2-metadata-token", session)));
        });
  }

  /**
   * A document from Azure's metadata service, which signs digits that are derived from the nonce.
   */
  public static InstanceDocument azure(URI service) {
    MetadataEndpoint endpoint = new MetadataEndpoint(service);
    return new InstanceDocument(
        AZURE,
        nonce -> {
          String path = "/metadata/attested/document?api-version=2021-02-01&nonce=" + digits(nonce);
          String answer = endpoint.get(path, Map.of("Metadata", "true"));
          return decoded(MetadataToken.member(answer, "signature"));
        });
  }

  /** A document of AWS from a file in DER or base64. */
  public static InstanceDocument awsFile(Path file) {
    return new InstanceDocument(AWS, nonce -> read(AWS, file));
  }

  /** A document of Azure from a file; it is for one nonce only. */
  public static InstanceDocument azureFile(Path file) {
    return new InstanceDocument(AZURE, nonce -> read(AZURE, file));
  }

  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    byte[] der = source.der(request.nonce());
    return new EnrolmentEvidence(type, Base64.getUrlEncoder().withoutPadding().encodeToString(der));
  }

  private static byte[] read(String type, Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      boolean der = bytes.length > 0 && bytes[0] == SEQUENCE;
      return der ? bytes : decoded(new String(bytes, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, type + "-file", file + " cannot be read", e);
    }
  }

  /** Decodes base64 with or without line breaks. */
  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "instance-document-base64",
          "The instance document is not in base64",
          e);
    }
  }

  /** The last ten digits of the first seven octets of the nonce's SHA-256. */
  static String digits(String nonce) {
    String hex = HexFormat.of().formatHex(Arrays.copyOf(Sha256.of(nonce), NONCE_OCTETS));
    return "%010d".formatted(Long.parseLong(hex, 16) % TEN_DIGITS);
  }
}
