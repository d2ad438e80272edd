package org.bailiwick.contract.identifier;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A {@code did:key}: the multicodec code of the kind of key, then the raw key, in base58btc
 * (did:key method specification). Keys of Ed25519, P-256, P-384 and P-521 are supported; keys that
 * cannot sign, or that the platform cannot verify, are refused.
 */
public final class DidKey {
  /** Longer than any supported key, so that no hostile text costs time. */
  private static final int LONGEST = 128;

  private static final String MULTIBASE = "z";
  private static final int TWO = 2;

  private DidKey() {}

  /** The supported kinds: the code as an unsigned varint of two octets, and the key's octets. */
  private enum Kind {
    ED25519("Ed25519", 0xed, 0x01, 32),
    P256("secp256r1", 0x80, 0x24, 33),
    P384("secp384r1", 0x81, 0x24, 49),
    P521("secp521r1", 0x82, 0x24, 67);

    private final String curve;
    private final byte first;
    private final byte second;
    private final int length;

    Kind(String curve, int first, int second, int length) {
      this.curve = curve;
      this.first = (byte) first;
      this.second = (byte) second;
      this.length = length;
    }

    private boolean is(byte[] octets) {
      return octets.length == length + TWO && octets[0] == first && octets[1] == second;
    }

    private ECParameterSpec parameters() throws GeneralSecurityException {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(curve));
      return parameters.getParameterSpec(ECParameterSpec.class);
    }
  }

  /**
   * The key that a {@code did:key} without a fragment is.
   *
   * @throws ProblemException malformed-request, check {@code did-key-encoding} or {@code
   *     did-key-unsupported}
   */
  public static PublicKey parse(String text) {
    String prefix = IdentifierScheme.DID_KEY.prefix();
    if (!text.startsWith(prefix + MULTIBASE)) {
      throw Identifier.refused(
          "did-key-encoding", "A did:key is in base58btc, which begins with z");
    }
    return ofMultibase(text.substring(prefix.length()));
  }

  /** The key in its multibase form alone, as DID documents have it ({@code publicKeyMultibase}). */
  public static PublicKey ofMultibase(String multibase) {
    if (!multibase.startsWith(MULTIBASE) || multibase.length() > LONGEST) {
      throw Identifier.refused("did-key-encoding", "A key is in base58btc, which begins with z");
    }
    byte[] octets =
        Base58.decode(multibase.substring(1))
            .orElseThrow(
                () -> Identifier.refused("did-key-encoding", "The key is not in base58btc"));
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.is(octets))
            .findFirst()
            .orElseThrow(DidKey::unsupported);
    try {
      byte[] raw = Arrays.copyOfRange(octets, TWO, octets.length);
      return kind == Kind.ED25519 ? edwards(raw) : weierstrass(raw, kind.parameters());
    } catch (GeneralSecurityException e) {
      throw unsupported();
    }
  }

  /** The {@code did:key} of this key; empty for a kind that is not supported. */
  public static Optional<String> of(PublicKey key) {
    try {
      Optional<byte[]> octets =
          switch (key) {
            case EdECPublicKey edwards
                when edwards.getParams().getName().equals(Kind.ED25519.curve) ->
                Optional.of(octets(Kind.ED25519, raw(edwards)));
            case ECPublicKey ec -> ec(ec);
            default -> Optional.empty();
          };
      return octets.map(
          each -> IdentifierScheme.DID_KEY.prefix() + MULTIBASE + Base58.encode(each));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform knows its curves", e);
    }
  }

  private static Optional<byte[]> ec(ECPublicKey key) throws GeneralSecurityException {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.ED25519 && kind.parameters().getCurve().equals(key.getParams().getCurve())) {
        byte[] raw = new byte[kind.length];
        raw[0] = (byte) (key.getW().getAffineY().testBit(0) ? 3 : 2);
        put(key.getW().getAffineX(), raw);
        return Optional.of(octets(kind, raw));
      }
    }
    return Optional.empty();
  }

  private static byte[] octets(Kind kind, byte[] raw) {
    byte[] all = new byte[raw.length + TWO];
    all[0] = kind.first;
    all[1] = kind.second;
    System.arraycopy(raw, 0, all, TWO, raw.length);
    return all;
  }

  /** Writes the number at the end of the octets, big-endian. */
  private static void put(BigInteger number, byte[] octets) {
    byte[] bytes = number.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    System.arraycopy(
        bytes, from, octets, octets.length - (bytes.length - from), bytes.length - from);
  }

  /** RFC 8032 section 5.1.2: little-endian, and the highest bit is the sign of x. */
  private static byte[] raw(EdECPublicKey key) {
    byte[] raw = new byte[Kind.ED25519.length];
    put(key.getPoint().getY(), raw);
    byte[] little = reversed(raw);
    if (key.getPoint().isXOdd()) {
      little[little.length - 1] |= (byte) 0x80;
    }
    return little;
  }

  /** RFC 8032 section 5.1.3: a y that is not below the prime would be a second spelling. */
  private static PublicKey edwards(byte[] raw) throws GeneralSecurityException {
    byte[] big = reversed(raw);
    boolean odd = (big[0] & 0x80) != 0;
    big[0] &= 0x7f;
    BigInteger y = new BigInteger(1, big);
    BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    if (y.compareTo(prime) >= 0) {
      throw unsupported();
    }
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, y)));
  }

  private static byte[] reversed(byte[] octets) {
    byte[] reversed = new byte[octets.length];
    for (int at = 0; at < octets.length; at++) {
      reversed[at] = octets[octets.length - 1 - at];
    }
    return reversed;
  }

  /**
   * Finds y of a compressed point (SEC 1 section 2.3.4). The primes of the supported curves are 3
   * modulo 4, so a square root is one power.
   */
  private static PublicKey weierstrass(byte[] raw, ECParameterSpec parameters)
      throws GeneralSecurityException {
    BigInteger prime = ((ECFieldFp) parameters.getCurve().getField()).getP();
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(raw, 1, raw.length));
    boolean compressed = raw[0] == 2 || raw[0] == 3;
    if (!compressed || x.compareTo(prime) >= 0) {
      throw unsupported();
    }
    BigInteger square =
        x.pow(3)
            .add(parameters.getCurve().getA().multiply(x))
            .add(parameters.getCurve().getB())
            .mod(prime);
    BigInteger root = square.modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
    if (root.signum() == 0 || !root.multiply(root).mod(prime).equals(square)) {
      throw unsupported();
    }
    BigInteger y = root.testBit(0) == (raw[0] == 3) ? root : prime.subtract(root);
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), parameters));
  }

  private static ProblemException unsupported() {
    return Identifier.refused(
        "did-key-unsupported", "The key is of Ed25519, P-256, P-384 or P-521, in its one form");
  }
}
