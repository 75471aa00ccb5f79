# SPDX-License-Identifier: Apache-2.0
"""Indonesian as voice agents speak it, generated from a small grammar: greetings, questions, confirmations, numbers,
codes, dates, names. It covers e pepet and taling, ng, ny, kh, sy, c, j, the final glottal k, diphthongs, loan words."""
import random
import re

_WORDS = {
    "nama": "Budi Siti Agus Dewi Putri Bambang Sari Joko Rina Wahyu Fitri Yanti Hendra Ayu Rizky Nyoman Ketut Made Eka "
            "Fajar Vina Khadijah Syahrul Irwan Lestari Galih Ningsih Cahyo Jumiati Zainal Pratama Bagus Mega Oka Uci",
    "kota": "Jakarta Bandung Surabaya Medan Yogyakarta Semarang Palembang Makassar Denpasar Pontianak "
    "Balikpapan Manado "
            "Padang Bogor Cirebon Banjarmasin Kupang Ambon Jayapura Mataram Malang Bengkulu Samarinda Pekanbaru",
    "benda": "pesanan paket tiket kamar rekening tagihan jadwal nomor telepon mobil rumah meja kursi "
    "pintu jendela buku "
             "baju celana sepatu payung kunci lampu komputer kamera dompet surat foto film pulsa voucer faktur obat "
             "bunga pisau piring gelas botol kopi bebek ember ekor pena peta bola topi cincin nyamuk ikan ayam kucing "
             "anjing burung harimau kerbau pulau danau pantai sungai gunung hutan sawah kebun jalan jembatan bangku "
             "khasiat akhir syarat syukur masyarakat nyanyian minyak kenyataan senyum bunyi penyakit nyawa bank musik "
             "bapak ibu kakak adik anak kakek nenek teman tetangga pelayan dokter guru petani nelayan pedagang tukang",
    "sifat": "baru lama besar kecil murah mahal cepat lambat panas dingin bersih kotor indah bagus buruk "
    "penting khusus "
             "nyaman enak manis pahit asam pedas segar lezat panjang pendek tinggi rendah jauh dekat ramai sepi hijau "
             "kuning merah putih hitam biru cokelat ungu gelap terang kuat lemah sibuk kosong penuh aman bahaya gratis "
             "resmi cantik tampan jujur rajin ramah sabar pandai santai aktif positif akhir mewah megah unik asyik",
    "kerja": "memesan membeli menjual mengirim menerima mengubah membatalkan memeriksa mencari menemukan "
    "membawa membuka "
             "menutup membayar meminjam menyimpan menyapu menyanyi menyewa mengambil menghubungi menjelaskan "
             "memperbaiki "
             "memilih membaca menulis mendengar melihat mencoba menjaga mengundang menunggu memakai memasak menggoreng "
             "mengisi menghapus mencetak mencuci menjahit mengajar belajar bekerja berjalan bermain bernyanyi "
             "berbicara "
             "bertanya menjawab meminta memberi menolong membantu menambah mengurangi memulai menghentikan memulangkan",
    "tempat": "kantor bandara stasiun terminal pelabuhan rumah_sakit sekolah masjid gereja pasar toko warung restoran "
              "hotel apotek bank museum taman lapangan bengkel salon bioskop kampus perpustakaan dapur kamar_mandi "
              "ruang_tamu halaman_belakang lantai_dua pinggir_pantai tepi_danau pulau_seberang balai_kota",
    "makan": "nasi_goreng ayam_bakar soto_betawi gado-gado bakso rendang sate_kambing pempek mi_ayam "
    "es_cendol kopi_susu "
             "teh_manis jus_jambu pisang_goreng tahu_isi tempe_bacem sayur_lodeh ikan_pepes bubur_ayam kue_lapis "
             "kerupuk_udang sambal_terasi rujak_cingur lontong_sayur martabak_telur jagung_rebus nangka_muda",
    "hari": "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
    "bulan": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "angka": "nol satu dua tiga empat lima enam tujuh delapan sembilan",
    "bilangan": "sepuluh sebelas dua_belas tiga_belas lima_belas dua_puluh tiga_puluh_lima empat_puluh seratus seribu "
                "dua_ratus_lima_puluh tujuh_puluh_delapan sembilan_puluh_enam lima_ribu sejuta tiga_perempat",
    "satuan": "rupiah kilometer menit jam hari minggu bulan tahun buah lembar ekor orang kilo liter botol gelas persen",
    "depan": "di_dekat di_samping di_belakang di_depan di_atas di_bawah di_antara di_sekitar di_seberang di_luar",
    "waktu": "sekarang nanti besok_pagi kemarin_sore lusa tadi_malam minggu_depan setiap_hari sebentar_lagi akhirnya "
             "segera sekali_lagi dua_kali sampai_sore sejak_awal akhir_bulan_ini tahun_lalu pagi-pagi_buta",
    "rasa": "senang sedih khawatir bingung yakin syok takut bangga kecewa puas heran rindu lelah gembira menyesal",
    "layanan": "verifikasi konfirmasi transfer langganan pengiriman reservasi pembayaran pendaftaran asuransi garansi "
               "pengembalian_dana isi_ulang_pulsa kata_sandi surel jaringan akun_bisnis survei_kepuasan "
               "promosi_akhir_tahun formulir_digital vaksinasi ziarah umrah zakat servis_mobil konsultasi_dokter "
               "jadwal_syuting tes_psikologi",
    "sapaan": "Bapak Ibu Kakak Mas Mbak Pak Bu Kak Dik Tuan Nyonya",
    "tanggal": "satu dua tiga lima sembilan sebelas dua_belas tujuh_belas dua_puluh dua_puluh_satu tiga_puluh",
    "suhu": "delapan_belas dua_puluh_lima dua_puluh_tujuh tiga_puluh tiga_puluh_dua tiga_puluh_empat",
    "pinjam": "internet aplikasi vokal video televisi fakultas universitas faktor positif energi zaman izin kertas "
              "akhlak khayal syair isyarat karcis kulkas proyek produksi teknologi musik ekonomi kopi klinik struktur",
    "huruf": "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z",
}
_LISTS = {k: [w.replace("_", " ") for w in v.split()] for k, v in _WORDS.items()}

_TEMPLATES = """
Halo, selamat pagi, dengan {nama} di sini, ada yang bisa saya bantu?
Terima kasih sudah menghubungi kami, Bapak {nama}.
Selamat siang, Ibu {nama}, apakah Ibu ingin {kerja} {benda} itu?
Mohon maaf, {benda} {sifat} itu tidak ada {depan} {tempat}.
Saya akan {kerja} {benda} Anda {waktu}.
{benda} yang {sifat} ada {depan} {tempat} di {kota}.
Paket Anda akan tiba pada hari {hari}, tanggal {tanggal} {bulan}.
Jumlahnya {bilangan} {satuan}, apakah sudah benar?
Nomor Anda {angka} {angka} {angka}, {angka} {angka} {angka} {angka}, betul?
Tolong eja namanya: {huruf}, {huruf}, {huruf}, {huruf}.
Saya pesan {makan} dan {makan}, tambah {angka} gelas {makan}.
Di mana {benda} itu, {nama}? Kemarin masih {depan} {tempat}.
Mengapa {nama} {kerja} {benda} {sifat} itu {waktu}?
{nama} dan {nama} {kerja} {benda} dari {kota} ke {kota}.
Bagaimana kalau hari {hari} jam {angka} lewat {bilangan} menit?
Saya {rasa} karena {benda} itu {sifat} sekali.
Bapak tidak perlu {rasa}, kami akan {kerja} {benda} itu {waktu}.
Siapa yang {kerja} {pinjam} {depan} {tempat}?
Wah, {benda} dan {pinjam} itu ternyata {sifat} ya!
Cuaca di {kota} hari ini {sifat}, suhunya {suhu} derajat.
Kalau {benda} berbunyi nyaring, tekan tombol {sifat} lalu tunggu {angka} {satuan}.
Kakak {kerja} {makan}, adik {kerja} {pinjam}, nenek {kerja} {benda}.
Syarat {pinjam} ini khusus untuk masyarakat {kota}.
Baik, saya ulangi: {bilangan} {satuan} {makan}, diantar {waktu}.
Tidak, bukan {benda} itu, maksud saya {benda} yang {sifat} dan {sifat}.
Apakah {pinjam} di {tempat} itu {sifat}, atau lebih baik {depan} {tempat}?
Ya, tentu saja, {benda} Anda sudah kami {kerja} {waktu}.
{sifat} {benda}, {sifat} {benda}, dan {sifat} {pinjam}.
Baik, mohon tunggu sebentar ya, {sapaan} {nama}, saya periksa dulu {layanan} Anda.
Boleh saya tahu nama lengkap dan tanggal lahir {sapaan}?
Kodenya {angka}, {angka}, {angka}, {angka}, {angka}, {angka}, jangan diberikan kepada siapa pun.
Untuk {layanan}, tekan {angka}; untuk {layanan}, tekan {angka}.
Oke, {layanan} atas nama {sapaan} {nama} sudah kami catat untuk {waktu}.
Ada lagi yang ingin ditanyakan soal {layanan}, {sapaan}?
Kalau {layanan} itu {sifat}, {sapaan} boleh membatalkannya sampai hari {hari}.
Hmm, maksud {sapaan} {layanan}, atau {benda} yang {sifat} itu?
Sama-sama, {sapaan} {nama}, semoga harinya menyenangkan, sampai jumpa!
Sisa saldonya {bilangan} rupiah, dan pulsanya berlaku sampai {tanggal} {bulan}.
Kotak kerupuk itu rusak, {sapaan}, jadi produknya tidak bisa masuk ke becak.
""".strip().splitlines()

_WRITTEN = """
Bapak Budi membeli bebek, babi, dan bambu di pasar pagi.
Nyamuk-nyamuk nakal menyengat nyonya yang sedang menyanyi dengan nyaring.
Khalayak ramai khawatir akan khasiat obat khusus itu sampai akhir bulan.
Masyarakat bersyukur karena syarat dan isyarat syair itu sangat mengasyikkan.
Cucu Cici mencuci cangkir kecil cokelat dengan cepat dan cermat.
Jaja menjahit baju hijau, Joko menjaga jembatan, dan Juju menjual jagung.
Kakak tidak enak badan, jadi bapak dan anak masak bubur banyak-banyak.
Pulau itu hijau, danaunya biru, kerbaunya kurus, dan harimaunya silau.
Amboi, sepoi-sepoi angin pantai membuat sungai dan lantai terasa damai.
Vina dan Fajar naik vespa ke Flores, lalu memotret fosil dan vas antik.
Engkau mengangguk, menggenggam tangan, dan menghitung bintang yang gemilang.
Zaman sekarang ijazah dan izin usaha mudah didapat lewat internet.
Pohon mempelam di depan rumah bambu itu tumbang, membuat pembantu bimbang.
Empat ekor tempe besar dengan sambal petai, enak benar, kata Pak Bejo.
Teh tawar, kopi tubruk, es teler, dan kue sempong, semuanya sedap.
Apel merah itu dimakan sebelum apel bendera, seri ceritanya berseri-seri.
Koboi itu naik sepeda pancal ke konvoi survei, sambil santai menikmati kedai di tepi pantai.
Tamu-tamu tak tampak, tapak kakinya pekak, otaknya cerdik, dan rujaknya enak.
Khatib, khalifah, akhlak, tarikh, dan makhluk adalah kata serapan; syair, asyik, dan musyawarah juga.
""".strip().splitlines()

_SLOT = re.compile(r"\{(\w+)\}")


def sentences(count, seed):
    """So many sentences; the same seed gives the same ones."""
    rng = random.Random(seed)
    out = []
    while len(out) < count:
        out += rng.sample(_WRITTEN, 4)
        for _ in range(30):
            text = _SLOT.sub(lambda m: rng.choice(_LISTS[m.group(1)]), rng.choice(_TEMPLATES))
            out.append(text[0].upper() + text[1:])
    return out[:count]
