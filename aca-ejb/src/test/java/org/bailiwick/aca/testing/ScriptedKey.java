package org.bailiwick.aca.testing;

import java.security.PublicKey;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.SigningKey;

/** A key that passes for another and signs as the test says. */
public record ScriptedKey(SigningKey like, UnaryOperator<byte[]> script) implements SigningKey {

  /** The token is away. */
  public static SigningKey away(SigningKey like) {
    return new ScriptedKey(
        like,
        tbs -> {
          throw new ProblemException(ProblemType.SIGNER_UNAVAILABLE, "hsm-away", "Away.");
        });
  }

  /** Something happens while the key works. */
  public static SigningKey during(SigningKey like, Runnable act) {
    return new ScriptedKey(
        like,
        tbs -> {
          act.run();
          return like.sign(tbs);
        });
  }

  @Override
  public String id() {
    return like.id();
  }

  @Override
  public PublicKey publicKey() {
    return like.publicKey();
  }

  @Override
  public String algorithm() {
    return like.algorithm();
  }

  @Override
  public byte[] sign(byte[] tbs) {
    return script.apply(tbs);
  }
}
