package org.bailiwick.proxy.secret;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.Refusals;

/**
 * Looks through what the agent sends, and refuses what contains a secret: one that the proxy keeps,
 * or anything that has the form of a private key, an access key, a password in a URL or a token. It
 * also finds them in the {@linkplain TextForms forms} of other texts. It is a guardrail: a secret
 * that is cut into pieces or enciphered is not found, so the agent must not get it in the first
 * place.
 */
public final class OutgoingGuard {

  /** The secrets of the proxy that may be in play. */
  public record Kept(
      Supplier<Map<String, String>> secrets,
      Supplier<Set<String>> tokens,
      Supplier<PrivateKey> key) {}

  private final Kept kept;
  private final MintedTokens minted = new MintedTokens();

  public OutgoingGuard(Kept kept) {
    this.kept = kept;
  }

  /**
   * Refuses texts that contain a secret or a token, except tokens that the proxy made for the
   * agent.
   *
   * @throws ProblemException policy-denied; the check says what was found, and nothing quotes it
   */
  public void require(String... texts) {
    require(List.of(texts), false);
  }

  /** The same for a recipient that is meant to get tokens from the agent. */
  public void requireExceptTokens(String... texts) {
    require(List.of(texts), true);
  }

  /** The answer of an operation that makes tokens for the agent, which may then send them. */
  public ProxyAnswer made(ProxyAnswer answer) {
    for (JsonValue member : answer.answer().values()) {
      if (member instanceof JsonString token) {
        minted.add(token.getString());
      }
    }
    return answer;
  }

  /** What is kept when texts are looked through; the stores are read once for all of them. */
  private record InPlay(Map<String, String> secrets, Set<String> tokens, List<String> key) {}

  private void require(List<String> texts, boolean tokensPermitted) {
    InPlay now =
        new InPlay(
            kept.secrets().get(),
            tokensPermitted ? Set.of() : kept.tokens().get(),
            octetsOf(kept.key().get()));
    for (String text : texts) {
      TextForms.all(text).forEach(form -> require(form, now, tokensPermitted));
    }
  }

  private void require(String form, InPlay now, boolean tokensPermitted) {
    Optional<String> pattern = SecretPatterns.find(form);
    if (pattern.isPresent()) {
      throw refused(pattern.get(), "what has the form of a secret");
    }
    for (Map.Entry<String, String> secret : now.secrets().entrySet()) {
      if (form.contains(secret.getValue())) {
        throw refused("outgoing-secret", "the secret " + secret.getKey());
      }
    }
    if (now.key().stream().anyMatch(form::contains)) {
      throw refused("outgoing-private-key", "the agent's private key");
    }
    if (now.tokens().stream().anyMatch(form::contains)
        || (!tokensPermitted && SecretPatterns.holdsToken(form, minted::contains))) {
      throw refused("outgoing-token", "a token");
    }
  }

  private static ProblemException refused(String check, String what) {
    return Refusals.denied(check, "The text contains " + what + ", which may not leave the agent");
  }

  /** The secret numbers of the key as octets; none if the key does not leave its token. */
  private static List<String> octetsOf(PrivateKey key) {
    Set<BigInteger> numbers = new HashSet<>();
    if (key instanceof ECPrivateKey ec && ec.getEncoded() != null) {
      numbers.add(ec.getS());
    } else if (key instanceof RSAPrivateCrtKey rsa && rsa.getEncoded() != null) {
      numbers.addAll(List.of(rsa.getPrivateExponent(), rsa.getPrimeP(), rsa.getPrimeQ()));
    }
    List<String> octets = new ArrayList<>();
    numbers.forEach(number -> octets.add(octets(number)));
    return octets;
  }

  private static String octets(BigInteger number) {
    byte[] signed = number.toByteArray();
    int sign = signed[0] == 0 ? 1 : 0;
    return new String(signed, sign, signed.length - sign, StandardCharsets.ISO_8859_1);
  }
}
