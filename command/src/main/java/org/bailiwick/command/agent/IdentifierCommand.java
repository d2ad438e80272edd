package org.bailiwick.command.agent;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.client.enrolment.StatementSigner;
import org.bailiwick.client.key.SigningKeyFile;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identifier.DidKey;
import org.bailiwick.contract.identifier.Identifier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code agent identifier}: proves another identifier of an agent, or gives it up. */
@Command(
    name = "identifier",
    description = {
      "Proves to the registry that the agent of a folder controls another identifier",
      "(docs/identifiers.md), or gives it up."
    })
final class IdentifierCommand extends FolderCommand {
  private static final String OF_KEY = "did:key";
  private static final List<String> CLAIMS = List.of("iss", "sub", "aud", "nonce");

  @Mixin private DomainOptions domain;

  @ArgGroup private How how;

  @Parameters(
      paramLabel = "IDENTIFIER",
      description = "Such as did:web:rates.example; did:key alone names the key of --key.")
  private String identifier;

  /** A proof by a key, or a removal. */
  private static final class How {
    @ArgGroup(exclusive = false)
    private Signer signer;

    @Option(names = "--remove", description = "Give the identifier up.")
    private boolean remove;
  }

  /** The identifier's key. */
  private static final class Signer {
    @Option(
        names = "--key",
        required = true,
        paramLabel = "FILE",
        description = "The identifier's private key (PKCS #8, PEM), which signs the proof.")
    private Path key;

    @Option(
        names = "--chain",
        paramLabel = "FILE",
        description = "The certificates of an ANS name, its own first (PEM).")
    private Path chain;

    private StatementSigner open(KeyPair pair) throws IOException {
      return chain == null
          ? StatementSigner.unnamed(pair)
          : StatementSigner.certified(pair, Pem.certificates(Files.readAllBytes(chain)));
    }
  }

  @Override
  public Integer call() throws IOException {
    try (RegistryClient registry =
        new RegistryClient(domain.registry(), domain.trusted(), folder())) {
      String id = registry.register().id();
      if (how != null && how.remove) {
        String text = Identifier.parse(identifier).text();
        registry.giveUp(id, text);
        say(id + " is no longer " + text);
      } else {
        Optional<Signer> signer = Optional.ofNullable(how).map(each -> each.signer);
        String text =
            signer.isPresent() ? signed(registry, id, signer.get()) : fetched(registry, id);
        say(id + " is " + text);
      }
    }
    return 0;
  }

  private String fetched(RegistryClient registry, String id) {
    return registry
        .prove(id, Identifier.parse(identifier).text(), Optional.empty())
        .getString("identifier");
  }

  private String signed(RegistryClient registry, String id, Signer signer) throws IOException {
    KeyPair pair = SigningKeyFile.read(signer.key);
    String text =
        identifier.equals(OF_KEY)
            ? DidKey.of(pair.getPublic())
                .orElseThrow(() -> new IllegalArgumentException("the key has no did:key"))
            : Identifier.parse(identifier).text();
    JsonObject challenge = registry.challenge(id, text);
    JsonObjectBuilder claims =
        Json.createObjectBuilder().add("iat", Instant.now().getEpochSecond());
    CLAIMS.forEach(name -> claims.add(name, challenge.get(name)));
    String proof = signer.open(pair).sign(challenge.getString("typ"), claims.build());
    return registry.prove(id, text, Optional.of(proof)).getString("identifier");
  }
}
