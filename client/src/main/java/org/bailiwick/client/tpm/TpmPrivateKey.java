package org.bailiwick.client.tpm;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;
import java.util.Optional;

/** A reference to a P-256 key that a TPM wrapped; it signs there and has no encoding. */
final class TpmPrivateKey implements PrivateKey, ECKey {
  private static final long serialVersionUID = 1L;

  private final transient Optional<String> tcti;
  private final transient byte[] publicPart;
  private final transient byte[] wrapped;
  private final transient ECParameterSpec parameters;

  TpmPrivateKey(
      Optional<String> tcti, byte[] publicPart, byte[] wrapped, ECParameterSpec parameters) {
    this.tcti = tcti;
    this.publicPart = publicPart.clone();
    this.wrapped = wrapped.clone();
    this.parameters = parameters;
  }

  /** TPM2B_PUBLIC. */
  byte[] publicPart() {
    return publicPart.clone();
  }

  /** Loads the key into the session as {@code agent.ctx}. */
  void load(TpmSession session) {
    session.write("agent.pub", publicPart);
    session.write("agent.priv", wrapped);
    session.run(TpmKey.MAKE_STORAGE_KEY);
    session.run("tpm2_load -Q -C srk.ctx -u agent.pub -r agent.priv -c agent.ctx");
  }

  /** The ECDSA signature of this SHA-256 digest, in DER. */
  byte[] sign(byte[] digest) {
    try (TpmSession session = new TpmSession(tcti)) {
      load(session);
      session.write("digest", digest);
      session.run("tpm2_sign -Q -c agent.ctx -g sha256 -d -f plain -o signed digest");
      return session.read("signed");
    }
  }

  @Override
  public ECParameterSpec getParams() {
    return parameters;
  }

  @Override
  public String getAlgorithm() {
    return "EC";
  }

  @Override
  public String getFormat() {
    return null;
  }

  @Override
  public byte[] getEncoded() {
    return null;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    throw new NotSerializableException("a key in a TPM");
  }
}
