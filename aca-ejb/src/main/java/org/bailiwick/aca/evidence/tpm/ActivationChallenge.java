package org.bailiwick.aca.evidence.tpm;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.aca.claims.Octets;

/**
 * A secret that only the TPM with this endorsement key can decrypt, and only while it contains the
 * object of this name (TPM2_MakeCredential, part 1 section 24).
 *
 * @param credentialBlob TPM2B_ID_OBJECT
 * @param encryptedSecret TPM2B_ENCRYPTED_SECRET
 */
public record ActivationChallenge(Octets credentialBlob, Octets encryptedSecret) {

  private static final int AES_BLOCK = 16;
  private static final String IDENTITY = "IDENTITY";

  /** The seed in the clear, and encrypted for the endorsement key. */
  private record Seed(Octets value, Octets encrypted) {}

  static ActivationChallenge make(EndorsementKey endorsement, Octets name, byte[] secret) {
    TpmHash hash = endorsement.template().hash();
    TpmKdf kdf = new TpmKdf(hash);
    try {
      Seed seed =
          endorsement.key() instanceof ECPublicKey ec ? agree(ec, hash) : encrypt(endorsement);
      byte[] storage =
          kdf.fromKey(
              seed.value().bytes(),
              "STORAGE",
              name.bytes(),
              endorsement.template().aesBits() / Byte.SIZE);
      Cipher cipher = Cipher.getInstance("AES/CFB/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(storage, "AES"),
          new IvParameterSpec(new byte[AES_BLOCK])); // each seed is used once
      byte[] identity = cipher.doFinal(sized(secret));
      byte[] integrity = kdf.fromKey(seed.value().bytes(), "INTEGRITY", new byte[0], hash.octets());
      byte[] outer = kdf.mac(integrity, identity, name.bytes());
      return new ActivationChallenge(
          Octets.of(sized(sized(outer), identity)), Octets.of(sized(seed.encrypted().bytes())));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the endorsement key was checked", impossible);
    }
  }

  private static Seed encrypt(EndorsementKey endorsement) throws GeneralSecurityException {
    TpmHash hash = endorsement.template().hash();
    byte[] seed = new byte[hash.octets()];
    new SecureRandom().nextBytes(seed);
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        endorsement.key(),
        new OAEPParameterSpec(
            hash.digestName(),
            "MGF1",
            new MGF1ParameterSpec(hash.digestName()),
            new PSource.PSpecified(TpmKdf.label(IDENTITY))));
    return new Seed(Octets.of(seed), Octets.of(cipher.doFinal(seed)));
  }

  private static Seed agree(ECPublicKey endorsement, TpmHash hash) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(endorsement.getParams());
    KeyPair ephemeral = generator.generateKeyPair();
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(ephemeral.getPrivate());
    agreement.doPhase(endorsement, true);
    ECPublicKey ours = (ECPublicKey) ephemeral.getPublic();
    byte[] x = coordinate(ours, ours.getW().getAffineX());
    byte[] theirs = coordinate(endorsement, endorsement.getW().getAffineX());
    byte[] seed =
        new TpmKdf(hash)
            .fromAgreement(agreement.generateSecret(), IDENTITY, joined(x, theirs), hash.octets());
    return new Seed(
        Octets.of(seed),
        Octets.of(joined(sized(x), sized(coordinate(ours, ours.getW().getAffineY())))));
  }

  /** The number in as many octets as the field has. */
  private static byte[] coordinate(ECPublicKey key, BigInteger value) {
    int octets = key.getParams().getCurve().getField().getFieldSize() / Byte.SIZE;
    byte[] digits = value.toByteArray();
    int length = Math.min(digits.length, octets);
    byte[] padded = new byte[octets];
    System.arraycopy(digits, digits.length - length, padded, octets - length, length);
    return padded;
  }

  private static byte[] sized(byte[]... parts) {
    byte[] content = joined(parts);
    return ByteBuffer.allocate(Short.BYTES + content.length)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
