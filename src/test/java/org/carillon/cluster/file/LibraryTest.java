package org.carillon.cluster.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;

class LibraryTest {
    @Test
    void library_isTheOneOfTheBuild() {
        assertThat(MVStore.class.getPackage().getImplementationVersion()).isEqualTo(FileEngine.LIBRARY);
    }

    @Test
    void checkLibrary_anotherOneOfTheServer_isRefusedWithTheRemedy() {
        assertThatThrownBy(() -> FileEngine.checkLibrary("2.2.224")).isInstanceOf(StoreException.class)
                .hasMessageContaining("2.2.224").hasMessageContaining("delegate");
    }

    @Test
    void checkLibrary_noVersionToBeSeen_isLetThrough() {
        assertThatCode(() -> FileEngine.checkLibrary(null)).doesNotThrowAnyException();
    }
}
