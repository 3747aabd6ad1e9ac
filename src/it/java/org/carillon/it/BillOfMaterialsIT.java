package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Whoever looks for advisories finds in the WAR what is in the WAR. */
class BillOfMaterialsIT {
    private static final String BILL = "META-INF/sbom/carillon-bom.json";
    private static final String LIBRARIES = "WEB-INF/lib/";

    @Test
    void bill_namesEachLibraryOfTheWar_withItsVersionAndItsHash_andNothingElse() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("carillon.war"))) {
            ZipEntry entry = war.getEntry(BILL);
            if (System.getenv("CI") == null) {
                assumeThat(entry).as("Maven was offline when the WAR was made").isNotNull();
            }
            assertThat(entry).isNotNull();
            JsonObject bill;
            try (JsonReader reader = Json.createReader(war.getInputStream(entry))) {
                bill = reader.readObject();
            }
            assertThat(bill.getJsonObject("metadata").getJsonObject("component").getString("name"))
                    .isEqualTo("carillon");
            assertThat(libraries(war)).isNotEmpty().isEqualTo(named(bill));
        }
    }

    /** The hash of each library by the name of its file. */
    private static Map<String, String> libraries(ZipFile war) throws IOException {
        Map<String, String> libraries = new TreeMap<>();
        List<? extends ZipEntry> entries = war.stream().filter(entry -> entry.getName().endsWith(".jar")).toList();
        for (ZipEntry entry : entries) {
            assertThat(entry.getName()).startsWith(LIBRARIES);
            try (InputStream in = war.getInputStream(entry)) {
                libraries.put(entry.getName().substring(LIBRARIES.length()), hash(in.readAllBytes()));
            }
        }
        return libraries;
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Map<String, String> named(JsonObject bill) {
        Map<String, String> named = new TreeMap<>();
        for (JsonObject component : bill.getJsonArray("components").getValuesAs(JsonObject.class)) {
            String name = component.getString("name");
            String version = component.getString("version");
            assertThat(component.getString("purl")).as("what advisories are found by")
                    .startsWith("pkg:maven/" + component.getString("group") + "/" + name + "@" + version);
            named.put(name + "-" + version + ".jar", component.getJsonArray("hashes").getValuesAs(JsonObject.class)
                    .stream().filter(hash -> hash.getString("alg").equals("SHA-256"))
                    .map(hash -> hash.getString("content")).findFirst().orElse("no hash"));
        }
        return named;
    }
}
