package org.bailiwick.command.enrolment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.client.attestor.InitialEvidence;
import org.bailiwick.client.attestor.InstanceDocument;
import org.bailiwick.client.attestor.MetadataToken;
import org.bailiwick.client.attestor.TokenFile;
import org.bailiwick.client.attestor.TpmEvidence;
import org.bailiwick.client.enrolment.Applicant;
import org.bailiwick.client.enrolment.DeviceIdentity;
import org.bailiwick.client.key.AgentKey;
import org.bailiwick.client.renewal.Succession;
import org.bailiwick.client.tpm.TpmAttestation;
import org.bailiwick.client.tpm.TpmKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options for the agent's attestors (docs/attestors/), all of which must succeed. */
final class AttestorOptions {
  private static final String STDIN = "-";

  @Option(
      names = "--attestor",
      paramLabel = "KIND",
      description =
          "idevid, oidc-token, aws-document, azure-document, join-token, tpm, container or hsm-key;"
              + " repeat for several at once (default: idevid).")
  private List<String> kinds = List.of("idevid");

  @Mixin private DeviceOptions device;
  @Mixin private TpmOptions tpm;
  @Mixin private StatementOptions statements;

  @Option(
      names = "--oidc-token-file",
      paramLabel = "FILE",
      description = "oidc-token: file with the token, e.g. one that Kubernetes projects.")
  private Path oidcFile;

  @Option(
      names = "--oidc-provider",
      paramLabel = "PROVIDER",
      description = "oidc-token: ask this provider's metadata service instead, gcp or azure.")
  private MetadataToken.Provider oidcProvider;

  @Option(
      names = "--oidc-audience",
      paramLabel = "AUDIENCE",
      description = "oidc-token: audience to ask the metadata service for.")
  private String audience;

  @Option(
      names = "--oidc-nonce",
      description = "oidc-token: the authority's nonce goes into the audience.")
  private boolean nonceInAudience;

  @Option(
      names = "--aws-document-file",
      paramLabel = "FILE",
      description = "aws-document: the document instead of the metadata service's, DER or base64.")
  private Path awsFile;

  @Option(
      names = "--azure-document-file",
      paramLabel = "FILE",
      description = "azure-document: the document instead of the metadata service's.")
  private Path azureFile;

  @Option(
      names = "--metadata",
      paramLabel = "URL",
      defaultValue = "http://169.254.169.254",
      description = "Address of the metadata service (${DEFAULT-VALUE}).")
  private URI metadata;

  @Option(
      names = "--join-token-file",
      paramLabel = "FILE",
      description = "join-token: file with the token, or - for standard input.")
  private String joinFile;

  /** Reads everything but tokens, which are read when the evidence is requested. */
  Applicant read() {
    Optional<DeviceIdentity> identity = Optional.empty();
    List<InitialEvidence> evidence = new ArrayList<>();
    Set<AttestorKind> wanted = EnumSet.noneOf(AttestorKind.class);
    for (String name : kinds) {
      AttestorKind kind = AttestorKind.parse(name);
      if (!wanted.add(kind)) {
        throw new IllegalArgumentException("--attestor " + name + " is given twice");
      }
      if (kind == AttestorKind.IDEVID) {
        identity = Optional.of(device.read());
      } else {
        evidence.add(evidence(kind));
      }
    }
    return new Applicant(identity, evidence);
  }

  /** Whether a device is among the attestors; it also names the program that runs. */
  boolean hasDevice() {
    return kinds.contains(AttestorKind.IDEVID.text());
  }

  /** Whether a renewal names the credential that it replaces; with a join token it does not. */
  Succession succession() {
    return kinds.contains(AttestorKind.JOIN_TOKEN.text()) ? Succession.UNNAMED : Succession.NAMED;
  }

  /** Whether the agent's key must be in a TPM. */
  boolean hasTpm() {
    return kinds.contains(AttestorKind.TPM.text());
  }

  AgentKey makeKeyInTpm() {
    return TpmKey.generate(tpm.read());
  }

  /** Whether an attestor is bound to the first key, so that a renewal keeps this key. */
  boolean keepsKey() {
    return kinds.stream().map(AttestorKind::parse).anyMatch(this::isBoundToKey);
  }

  private boolean isBoundToKey(AttestorKind kind) {
    return switch (kind) {
      case OIDC_TOKEN -> !nonceInAudience;
      case AWS_DOCUMENT, AZURE_DOCUMENT, CONTAINER, HSM_KEY -> true;
      case IDEVID, JOIN_TOKEN, TPM -> false;
    };
  }

  private InitialEvidence evidence(AttestorKind kind) {
    return switch (kind) {
      case OIDC_TOKEN -> oidc();
      case AWS_DOCUMENT ->
          awsFile == null ? InstanceDocument.aws(metadata) : InstanceDocument.awsFile(awsFile);
      case AZURE_DOCUMENT ->
          azureFile == null
              ? InstanceDocument.azure(metadata)
              : InstanceDocument.azureFile(azureFile);
      case JOIN_TOKEN -> joinToken();
      case TPM -> new TpmEvidence(new TpmAttestation(tpm.read()));
      case CONTAINER -> statements.container();
      case HSM_KEY -> statements.hsmKey();
      case IDEVID -> throw new IllegalStateException("a device is no item of evidence");
    };
  }

  private InitialEvidence oidc() {
    if ((oidcFile == null) == (oidcProvider == null)) {
      throw new IllegalArgumentException(
          "--attestor oidc-token needs --oidc-token-file or --oidc-provider");
    }
    if (oidcFile != null) {
      return new TokenFile(TokenFile.OIDC_TOKEN, oidcFile);
    }
    if (audience == null) {
      throw new IllegalArgumentException("--oidc-provider needs --oidc-audience");
    }
    return new MetadataToken(
        oidcProvider,
        metadata,
        audience,
        nonceInAudience ? MetadataToken.Boundness.TO_NONCE : MetadataToken.Boundness.TO_AUDIENCE);
  }

  private InitialEvidence joinToken() {
    if (joinFile == null) {
      throw new IllegalArgumentException("--attestor join-token needs --join-token-file");
    }
    if (!joinFile.equals(STDIN)) {
      return new TokenFile(TokenFile.JOIN_TOKEN, Path.of(joinFile));
    }
    try {
      return TokenFile.once(TokenFile.JOIN_TOKEN, System.in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a join token from standard input", e);
    }
  }
}
