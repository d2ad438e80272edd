package org.bailiwick.contract.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;

class KeyAlgorithmTest {

  /** A key of any bytes, as a sender may send it. */
  private static final class RawKey implements PublicKey {
    private final byte[] encoded;

    RawKey(byte[] encoded) {
      this.encoded = encoded.clone();
    }

    @Override
    public String getAlgorithm() {
      return "raw";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return encoded.clone();
    }
  }

  private static PublicKey raw(
      ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, byte[] key) {
    try {
      return new RawKey(
          new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm, parameters), key)
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PublicKey rsa(BigInteger modulus, BigInteger exponent) {
    try {
      byte[] key = new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, exponent).getEncoded();
      return raw(PKCSObjectIdentifiers.rsaEncryption, null, key);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refuses(PublicKey key, String check) {
    assertThatThrownBy(() -> KeyAlgorithm.of(key))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.INVALID_CSR);
              assertThat(e.check()).isEqualTo(check);
            });
    assertThat(KeyAlgorithm.acceptsDeviceKey(key)).isFalse();
  }

  @Test
  void knowsTheKindsThatWeCertify() {
    assertThat(KeyAlgorithm.of(TestKeys.ec().getPublic())).isEqualTo(KeyAlgorithm.EC_P256);
    assertThat(KeyAlgorithm.of(TestKeys.ec("secp384r1").getPublic()))
        .isEqualTo(KeyAlgorithm.EC_P384);
    assertThat(KeyAlgorithm.of(TestKeys.ed25519().getPublic())).isEqualTo(KeyAlgorithm.ED25519);
    assertThat(KeyAlgorithm.of(TestKeys.rsa3072().getPublic())).isEqualTo(KeyAlgorithm.RSA);
  }

  @Test
  void takesRsa2048OnlyFromDevices() {
    PublicKey key = TestKeys.rsa2048().getPublic();
    assertThatThrownBy(() -> KeyAlgorithm.of(key)).isInstanceOf(ProblemException.class);
    assertThat(KeyAlgorithm.acceptsDeviceKey(key)).isTrue();
  }

  @Test
  void refusesRsaExponentsThatAreEvenSmallOrHuge() {
    BigInteger modulus = ((RSAPublicKey) TestKeys.rsa3072().getPublic()).getModulus();
    refuses(rsa(modulus, BigInteger.ONE), "key-rsa-exponent");
    refuses(rsa(modulus, BigInteger.valueOf(3)), "key-rsa-exponent");
    refuses(rsa(modulus, BigInteger.valueOf(65_538)), "key-rsa-exponent");
    refuses(rsa(modulus, BigInteger.ONE.shiftLeft(256).add(BigInteger.ONE)), "key-rsa-exponent");
  }

  @Test
  void refusesRsaModuliThatAreSmallHugeEvenOrNegative() {
    BigInteger e = BigInteger.valueOf(65_537);
    BigInteger modulus = ((RSAPublicKey) TestKeys.rsa3072().getPublic()).getModulus();
    refuses(rsa(BigInteger.ONE.shiftLeft(1022).add(BigInteger.ONE), e), "key-rsa-size");
    refuses(rsa(BigInteger.ONE.shiftLeft(8192).add(BigInteger.ONE), e), "key-rsa-size");
    refuses(rsa(modulus.negate(), e), "key-rsa-size");
    refuses(rsa(modulus.add(BigInteger.ONE), e), "key-rsa-small-factor");
    refuses(rsa(modulus.multiply(BigInteger.valueOf(751)), e), "key-rsa-small-factor");
  }

  @Test
  void refusesClosePrimes() {
    BigInteger p =
        BigInteger.ONE.shiftLeft(1536).subtract(BigInteger.valueOf(12_345)).nextProbablePrime();
    BigInteger q = p.nextProbablePrime();
    refuses(rsa(p.multiply(q), BigInteger.valueOf(65_537)), "key-rsa-close-primes");
    refuses(rsa(p.multiply(p), BigInteger.valueOf(65_537)), "key-rsa-close-primes");
    // Fermat's method finds these factors in about the thirtieth round, (q - p)^2 / 8p.
    BigInteger far = p.add(BigInteger.ONE.shiftLeft(772)).nextProbablePrime();
    refuses(rsa(p.multiply(far), BigInteger.valueOf(65_537)), "key-rsa-close-primes");
  }

  /** The modulus is like the weak generator's: every factor is 65537^a modulo the primorial. */
  @Test
  void refusesTheInfineonGeneratorsKeys() {
    BigInteger primorial = BigInteger.ONE;
    for (int prime = 2; prime < 168; prime++) {
      if (BigInteger.valueOf(prime).isProbablePrime(20)) {
        primorial = primorial.multiply(BigInteger.valueOf(prime));
      }
    }
    BigInteger e = BigInteger.valueOf(65_537);
    BigInteger p = e.modPow(BigInteger.valueOf(1234), primorial).add(primorial.shiftLeft(1600));
    BigInteger q = e.modPow(BigInteger.valueOf(4321), primorial).add(primorial.shiftLeft(1300));
    BigInteger modulus = p.multiply(q);
    if (modulus.gcd(smallPrimesFrom168()).equals(BigInteger.ONE)) {
      refuses(rsa(modulus, e), "key-rsa-roca");
    } else {
      refuses(rsa(modulus, e), "key-rsa-small-factor");
    }
  }

  private static BigInteger smallPrimesFrom168() {
    BigInteger product = BigInteger.ONE;
    for (int prime = 168; prime < 752; prime++) {
      if (BigInteger.valueOf(prime).isProbablePrime(20)) {
        product = product.multiply(BigInteger.valueOf(prime));
      }
    }
    return product;
  }

  @Test
  void refusesOtherCurvesAndExplicitParameters() {
    byte[] koblitz =
        ECNamedCurveTable.getByOID(SECObjectIdentifiers.secp256k1).getG().getEncoded(false);
    refuses(
        raw(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1, koblitz),
        "key-ec-curve");
    byte[] generator =
        ECNamedCurveTable.getByOID(SECObjectIdentifiers.secp256r1).getG().getEncoded(false);
    ASN1Encodable explicit =
        ECNamedCurveTable.getByOID(SECObjectIdentifiers.secp256r1).toASN1Primitive();
    refuses(raw(X9ObjectIdentifiers.id_ecPublicKey, explicit, generator), "key-ec-parameters");
    refuses(raw(X9ObjectIdentifiers.id_ecPublicKey, null, generator), "key-ec-parameters");
  }

  @Test
  void refusesPointsThatAreOffTheCurveInfiniteOrCut() {
    byte[] point =
        ECNamedCurveTable.getByOID(SECObjectIdentifiers.secp256r1).getG().getEncoded(false);
    byte[] off = point.clone();
    off[64] ^= 1;
    for (byte[] bad : new byte[][] {off, {0}, {}, Arrays.copyOf(point, 64), {4}}) {
      refuses(
          raw(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1, bad),
          "key-ec-point");
    }
  }

  @Test
  void refusesEd25519PointsOfSmallOrder() {
    for (String hex :
        new String[] {
          "0100000000000000000000000000000000000000000000000000000000000000",
          "0000000000000000000000000000000000000000000000000000000000000000",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
          "01"
        }) {
      byte[] point = HexFormat.of().parseHex(hex);
      refuses(raw(EdECObjectIdentifiers.id_Ed25519, null, point), "key-ed25519-point");
    }
  }

  /** The JDK reads such a key, keeps its encoding, and finds it unequal to the usual one. */
  @Test
  void refusesParametersWhichWouldGiveOneKeyManyEncodings() throws Exception {
    for (PublicKey key : List.of(TestKeys.rsa3072().getPublic(), TestKeys.ed25519().getPublic())) {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
      ASN1ObjectIdentifier kind = info.getAlgorithm().getAlgorithm();
      for (ASN1Encodable parameters :
          List.of(new ASN1Integer(1), new DERSequence(), new DEROctetString(new byte[1000]))) {
        byte[] other =
            new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(kind, parameters), info.getPublicKeyData().getOctets())
                .getEncoded();
        PublicKey read =
            KeyFactory.getInstance(kind.getId()).generatePublic(new X509EncodedKeySpec(other));
        assertThat(read.getEncoded()).isEqualTo(other);
        refuses(read, "key-parameters");
      }
    }
  }

  /** The JDK also reads indefinite and padded lengths around an RSA key's numbers. */
  @Test
  void refusesNumbersInBerWhichWouldGiveOneKeyManyEncodings() throws Exception {
    SubjectPublicKeyInfo info =
        SubjectPublicKeyInfo.getInstance(TestKeys.rsa3072().getPublic().getEncoded());
    byte[] der = info.getPublicKeyData().getOctets();
    byte[] content = Arrays.copyOfRange(der, 4, der.length);
    byte[] indefinite =
        ByteBuffer.allocate(content.length + 4)
            .put((byte) 0x30)
            .put((byte) 0x80)
            .put(content)
            .array();
    byte[] padded =
        ByteBuffer.allocate(content.length + 5)
            .put((byte) 0x30)
            .put((byte) 0x83)
            .put((byte) 0)
            .putShort((short) content.length)
            .put(content)
            .array();
    for (byte[] ber : List.of(indefinite, padded)) {
      byte[] other = new SubjectPublicKeyInfo(info.getAlgorithm(), ber).getEncoded();
      PublicKey read = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(other));
      assertThat(read.getEncoded()).isEqualTo(other);
      refuses(read, "key-encoding");
    }
  }

  @Test
  void refusesOtherAlgorithmsAndGarbage() {
    refuses(raw(X9ObjectIdentifiers.id_dsa, null, new byte[8]), "key-algorithm");
    refuses(new RawKey(new byte[] {0x30, 0}), "key-encoding");
    refuses(raw(PKCSObjectIdentifiers.rsaEncryption, null, new byte[] {1, 2, 3}), "key-encoding");
  }
}
